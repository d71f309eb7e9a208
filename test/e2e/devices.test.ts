import { eq, isNull } from 'drizzle-orm';
import mqtt, { type MqttClient } from 'mqtt';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { readingsTopic } from '#contracts/mqtt.ts';
import { quarantinedReadings, readingExpectations } from '#database/schema/index.ts';
import { adoptDevices } from '#ingest/silence/adopt-devices.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { holdReading } from '#test/support/records.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 30_000, interval: 200 };

describe('a device’s way in a browser: registered, claimed, heard, put right, revoked', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let doctorPage: Page;
  let patientPage: Page;
  let device: MqttClient;
  let credentials: { username: string; password: string };
  let claimCode: string;

  const open = async (person: People['doctor'], path: string, width: number): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    await page.setViewport({ width, height: 844 });
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, person);
    return page;
  };
  const crisis = { kind: 'blood-pressure', systolic: 231, diastolic: 128, unit: 'mmHg' };
  const publish = (reading: object) =>
    device.publishAsync(readingsTopic(credentials.username), JSON.stringify(reading), { qos: 1 });
  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const press = (page: Page, name: string) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click();

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser();
    closers.push(() => browser.close());
    doctorPage = await open(people.doctor, '/devices', 1440);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('shows secret and claim code once, when the doctor registers it', async () => {
    await press(doctorPage, 'Register a device');
    await doctorPage.locator('kh-app >>> kh-create-device-dialog >>> wa-input >>> input').fill('Upper-arm cuff');
    await doctorPage.locator('kh-app >>> kh-create-device-dialog >>> #register').click();
    await says(doctorPage, /This is shown once/);
    const [username, password] = await doctorPage.$$eval('kh-app >>> kh-device-secrets-dialog >>> dd span', (found) =>
      found.map(({ textContent }) => textContent),
    );
    credentials = { username: username ?? '', password: password ?? '' };
    claimCode = await doctorPage.$eval('kh-app >>> kh-claim-slip >>> #claim-code', ({ textContent }) => textContent);
    expect(claimCode).toMatch(/^\w{4}-\w{4}$/);
    await doctorPage.locator('kh-app >>> kh-device-secrets-dialog >>> #kept').click();
    await vi.waitFor(async () => expect(await pageText(doctorPage)).not.toContain(claimCode), WITHIN);
  });

  it('is the patient’s with the link of the slip, which outlives signing in', async () => {
    patientPage = await open(people.patient, `/claim?code=${claimCode}&device=${credentials.username}`, 390);
    await press(patientPage, 'Add this device');
    await says(patientPage, /The device is yours/);
    expect(new URL(patientPage.url()).search).toBe('');
    await patientPage.goto(`${clinic.url}/devices`);
    await says(patientPage, /Upper-arm cuff/);
  });

  it('is heard: what it sends stands in the patient’s chart, and the doctor sees whose it is', async () => {
    device = await mqtt.connectAsync(clinic.mqttUrl, { clientId: credentials.username, ...credentials });
    closers.push(() => device.endAsync(true));
    await publish({ ...crisis, systolic: 127, diastolic: 79, measuredAt: new Date().toISOString() });
    await patientPage.goto(`${clinic.url}/health`);
    await says(patientPage, /127\/79/);
    await doctorPage.reload();
    await says(doctorPage, new RegExp(`Upper-arm cuff.*${people.patient.name}`));
  });

  it('is expected to send: the doctor says that it is not, and finds it there to say that it is again', async () => {
    await adoptDevices(clinic.sql);
    await doctorPage.goto(`${clinic.url}/patients/${people.patient.patientId}`);
    const choice = `kh-app >>> kh-expectations >>> [id="every-blood-pressure-${credentials.username}"]`;
    const isChosen = (value: string) =>
      vi.waitFor(async () => {
        const shown = await doctorPage.$eval(choice, (select) =>
          select instanceof HTMLSelectElement && !select.disabled ? select.value : null,
        );
        expect(shown).toBe(value);
      }, WITHIN);
    const expected = async () =>
      (await clinic.db.select().from(readingExpectations).where(isNull(readingExpectations.endsAt))).map(
        ({ kind, everyMinutes }) => [kind, everyMinutes],
      );
    await isChosen('720');
    await (await doctorPage.$(choice))?.select('none');
    await isChosen('none');
    expect(await expected()).toEqual([]);
    await doctorPage.reload();
    await isChosen('none');
    await (await doctorPage.$(choice))?.select('720');
    await isChosen('720');
    expect(await expected()).toEqual([['blood-pressure', 720]]);
  });

  it('may have its unit wrong: the doctor releases that reading in the other one', async () => {
    const doubted = { kind: 'glucose', value: 5.6, unit: 'mg/dL', specimen: 'capillary' };
    await publish({ ...doubted, measuredAt: new Date().toISOString() });
    await doctorPage.goto(`${clinic.url}/quarantine`);
    await says(doctorPage, /5\.6 mg\/dL/);
    await doctorPage.locator('kh-app >>> kh-held-reading >>> [data-action=release]').click();
    await says(doctorPage, new RegExp(`record of ${people.patient.name}`));
    await doctorPage.locator('kh-app >>> kh-release-dialog >>> #release').click();
    await says(doctorPage, /Nothing waits/);
    await patientPage.goto(`${clinic.url}/`);
    await says(patientPage, /5\.6 mmol\/L/);
  });

  it('may have sent more than a page shows at once, which says so and loads on', async () => {
    const { patientId } = people.patient;
    const hold = { patientId, source: credentials.username, reason: 'not-a-number' } as const;
    const at = { url: clinic.url, deps: { db: clinic.db } };
    await Promise.all(Array.from({ length: 101 }, () => holdReading(at, hold)));
    await doctorPage.goto(`${clinic.url}/quarantine`);
    await says(doctorPage, /100 are shown\. There are more/);
    await press(doctorPage, 'Show more');
    await vi.waitFor(async () => expect(await pageText(doctorPage)).not.toContain('are shown'), WITHIN);
    expect(await doctorPage.$$('kh-app >>> kh-held-reading')).toHaveLength(101);
    await clinic.db.delete(quarantinedReadings).where(eq(quarantinedReadings.patientId, patientId));
  });

  it('may have measured somebody else: the patient says so, and the alert is withdrawn', async () => {
    await doctorPage.goto(`${clinic.url}/patients/${people.patient.patientId}`);
    await publish({ ...crisis, measuredAt: new Date().toISOString() });
    await says(doctorPage, /231\/128/);
    await says(patientPage, /Was this you\?/);
    await patientPage.locator('kh-app >>> kh-was-this-you >>> #not-mine').click();
    await patientPage.locator('kh-app >>> kh-was-this-you >>> #sure').click();
    await vi.waitFor(async () => expect(await pageText(patientPage)).not.toContain('Was this you?'), WITHIN);
    const answer = await people.doctor.get('/api/alerts?state=open');
    expect(AlertList.parse(await answer.json()).alerts).toEqual([]);
    // The doctor's page shows it no longer, without being loaded again.
    await vi.waitFor(async () => expect(await pageText(doctorPage)).not.toContain('231/128'), WITHIN);
    expect(await pageText(doctorPage)).toContain('127/79');
  });

  it('is cut off within a second when the doctor revokes it', async () => {
    const closed = new Promise<number>((resolve) => device.once('close', () => resolve(performance.now())));
    await doctorPage.goto(`${clinic.url}/devices`);
    await press(doctorPage, 'Manage Upper-arm cuff');
    await doctorPage.locator('kh-app >>> kh-device-row >>> [data-action=revoke]').click();
    const confirm = doctorPage.locator('kh-app >>> kh-confirm-dialog >>> #confirm');
    await vi.waitFor(async () => expect(await pageText(doctorPage)).toContain('This cannot be undone'), WITHIN);
    const [revoked] = await Promise.all([
      doctorPage.waitForResponse((answer) => answer.url().endsWith('/revoke')).then(() => performance.now()),
      confirm.click(),
    ]);
    expect((await closed) - revoked).toBeLessThan(1_000);
    await says(doctorPage, /revoked/);
    await patientPage.goto(`${clinic.url}/devices`);
    await says(patientPage, /No device of your own yet/);
  });
});
