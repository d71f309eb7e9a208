import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { workerBin } from '#tools/mediasoup-worker/locate.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { freeHttpPort, freeRtcPort } from '#test/support/media-ports.ts';
import { MediaProcess } from '#test/support/media-process.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { openPage, received, signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
/** Of two nodes without rooms the first by name is taken: a digit comes before the host's name. */
const DOOMED = '0-doomed';

describe('a visit whose media node is killed', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let doomed: MediaProcess;
  let doctorPage: Page;
  let patientPage: Page;

  beforeAll(async () => {
    const port = await freeHttpPort();
    const url = `http://localhost:${port}`;
    clinic = await startTestClinic({ KANHU_MEDIA_ORIGINS: url });
    closers.push(clinic.stop);
    const keys = join(clinic.dataDir, 'keys');
    doomed = new MediaProcess({
      KANHU_MEDIA_NODE_ID: DOOMED,
      KANHU_MEDIA_URL: url,
      KANHU_MEDIA_PORT: String(port),
      KANHU_MEDIA_RTC_PORT: String(await freeRtcPort()),
      KANHU_MEDIA_WORKERS: '1',
      KANHU_INTERNAL_URL: clinic.url,
      KANHU_PUBLIC_URL: clinic.url,
      KANHU_JOIN_TOKEN_PUBLIC_KEY_FILE: join(keys, 'join-token.public.pem'),
      KANHU_MEDIA_NODE_PRIVATE_KEY_FILE: join(keys, 'media-node.private.pem'),
      KANHU_MEDIASOUP_WORKER: workerBin(),
    });
    closers.push(() => {
      doomed.child.kill('SIGKILL');
      return doomed.ended();
    });
    await doomed.ready();
    await vi.waitFor(async () => expect(await nodes()).toHaveLength(2), WITHIN);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser({ hasFakeMedia: true });
    closers.push(() => browser.close());
    const open = async (colour: string) =>
      openPage(await browser.createBrowserContext(), clinic.url, { colour, width: 800, height: 700 });
    [doctorPage, patientPage] = [await open('#1e32c8'), await open('#c81e1e')];
    await signInOnPage(doctorPage, people.doctor);
    await signInOnPage(patientPage, people.patient);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  const nodes = () => clinic.sql`select id from media_nodes`;
  const roomNow = async () => {
    const [room] = await clinic.sql<{ node: string; epoch: number }[]>`
      select media_node_id as node, epoch from rooms where closed_at is null`;
    return room;
  };

  const expectToFlow = async (page: Page): Promise<void> => {
    const before = await received(page);
    await vi.waitFor(async () => {
      const { framesDecoded } = await received(page);
      expect(framesDecoded).toBeGreaterThan(0);
      expect(framesDecoded).not.toBe(before.framesDecoded);
    }, WITHIN);
  };

  const isPressed = (page: Page, id: string) =>
    page.$eval(`kh-app >>> kh-call-bar >>> #${id}`, (button) => button.getAttribute('aria-pressed'));

  /** What the doctor's page hears of the patient: the energy that came since it was last asked. */
  const hears = async (page: Page): Promise<() => Promise<number>> => {
    let { audioEnergy } = await received(page);
    return async () => {
      const now = (await received(page)).audioEnergy;
      const since = now - audioEnergy;
      audioEnergy = now;
      return since;
    };
  };

  it('is placed on the emptier of two nodes, and both see each other', async () => {
    const made = await people.doctor.send('POST', '/api/consultations', { patientId: people.patient.patientId });
    const { consultation } = (await made.json()) as { consultation: { id: string } };
    await patientPage.locator('::-p-aria([name="Answer"][role="button"])').click();
    await doctorPage.goto(`${clinic.url}/visits/${consultation.id}`);
    await Promise.all([expectToFlow(doctorPage), expectToFlow(patientPage)]);
    expect(await roomNow()).toEqual({ node: DOOMED, epoch: 1 });
  });

  it('goes on by itself on the other node, in which who was muted is muted', async () => {
    // A patient's bar shows only what a call needs; all of it is open here, to see that nothing else was switched.
    await patientPage.locator('kh-app >>> kh-call-bar >>> #more').click();
    await patientPage.locator('kh-app >>> kh-call-bar >>> #microphone').click();
    await vi.waitFor(async () => expect(await isPressed(patientPage, 'microphone')).toBe('true'), WITHIN);
    const killedAt = performance.now();
    doomed.child.kill('SIGKILL');
    await doomed.ended();
    // Muted while the line is away: there is nobody to tell, and it counts all the same.
    await doctorPage.locator('kh-app >>> kh-call-bar >>> #camera').click();
    await vi.waitFor(async () => expect((await roomNow())?.epoch).toBe(2), WITHIN);
    expect((await roomNow())?.node).not.toBe(DOOMED);
    await expectToFlow(doctorPage);
    console.log(`back after ${Math.round(performance.now() - killedAt)} ms`);
    expect(await isPressed(patientPage, 'microphone')).toBe('true');
    expect(await isPressed(patientPage, 'camera')).toBe('false');
    expect(await isPressed(doctorPage, 'camera')).toBe('true');
    const heard = await hears(doctorPage);
    const heardByPatient = await hears(patientPage);
    await vi.waitFor(async () => expect(await heardByPatient()).toBeGreaterThan(0), WITHIN);
    expect(await heard()).toBe(0);
    expect((await received(patientPage)).framesDecoded).toBe(0);
    await patientPage.locator('kh-app >>> kh-call-bar >>> #microphone').click();
    await doctorPage.locator('kh-app >>> kh-call-bar >>> #camera').click();
    await vi.waitFor(async () => expect(await heard()).toBeGreaterThan(0), WITHIN);
    await expectToFlow(patientPage);
  });

  it('is told of by both browsers, with how often the line was gone', async () => {
    await doctorPage.locator('kh-app >>> kh-call-bar >>> #hang-up').click();
    const stays = () => clinic.sql<
      { role: string; joinMs: number; connectedMs: number; reconnects: number; gone: number }[]
    >`
      select p.role, s.join_ms as "joinMs", s.connected_ms as "connectedMs", s.reconnects, s.reconnecting_ms as gone
      from visit_stays s join consultation_participants p using (consultation_id, user_id) order by p.role`;
    await vi.waitFor(async () => {
      const told = await stays();
      expect(told.map(({ role, reconnects }) => [role, reconnects])).toEqual([
        ['clinician', 1],
        ['patient', 1],
      ]);
      for (const { joinMs, connectedMs, gone } of told) {
        expect(joinMs).toBeGreaterThan(0);
        expect(connectedMs).toBeGreaterThan(0);
        expect(gone).toBeGreaterThan(0);
      }
    }, WITHIN);
  });
});
