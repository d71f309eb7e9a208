import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Consultation } from '#contracts/consultation.ts';
import { temporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { callChecks } from '#database/schema/index.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser, type BrowserOptions } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { startRelayServer } from '#test/support/relay-server.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 40_000, interval: 200 };
const WECHAT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003133) NetType/WIFI Language/zh_CN';

/** The process of the media node, which `startTestClinic` started from this one. */
const mediaNodePid = (): number => {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
  const pid = children
    .map(Number)
    .find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('sfu/main.ts'));
  if (pid === undefined) throw new Error('no media node runs');
  return pid;
};

/** Two seconds of nothing: 16 bit, one channel, 48 kHz (RIFF WAVE). */
const silence = (): Buffer => {
  const samples = Buffer.alloc(2 * 48_000 * 2);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(96_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
};

/**
 * Runs in the page before its own scripts: a small camera. A large one is sent in three sizes, and how many pictures a
 * second come back then says more about the machine that encodes them than about the line.
 */
const useSmallCamera = (): void => {
  const devices = navigator.mediaDevices;
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (constraints) => {
    const video = constraints?.video;
    if (video === undefined || video === false) return getUserMedia(constraints);
    const chosen = typeof video === 'object' ? video : {};
    return getUserMedia({ ...constraints, video: { ...chosen, width: 320, height: 240 } });
  };
};

describe('the check before a call', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let consultationId: string;
  let browser: Browser;

  const launch = async (options: BrowserOptions = {}): Promise<Browser> => {
    const launched = await launchBrowser({ hasFakeMedia: true, hasUdp: true, ...options });
    closers.push(() => launched.close());
    return launched;
  };

  const open = async (where: Browser, person: Person, path: string, userAgent?: string): Promise<Page> => {
    const page = await (await where.createBrowserContext()).newPage();
    await page.setViewport(person === people.doctor ? { width: 1440, height: 900 } : { width: 360, height: 780 });
    if (userAgent !== undefined) await page.setUserAgent({ userAgent });
    await page.evaluateOnNewDocument(useSmallCamera);
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, person);
    return page;
  };

  const press = (page: Page, selector: string) => page.locator(`kh-app >>> kh-check-page >>> ${selector}`).click();
  const untilSaid = (page: Page, words: string): Promise<void> =>
    vi.waitFor(async () => expect(await pageText(page)).toContain(words), WITHIN);
  const hearSound = async (page: Page): Promise<void> => {
    await press(page, 'kh-check-speaker >>> #play');
    await press(page, 'kh-check-speaker >>> #heard');
  };
  const newestOf = async (person: Person): Promise<unknown> => {
    const answer = await person.get(`/api/consultations/${consultationId}`);
    const { consultation } = (await answer.json()) as { consultation: unknown };
    return Consultation.parse(consultation).participants.find(({ role }) => role === 'patient')?.check;
  };

  beforeAll(async () => {
    const relay = await startRelayServer();
    closers.push(relay.close);
    clinic = await startTestClinic(relay.environment);
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    const startsAt = new Date(Date.now() + 24 * 3_600_000).toISOString();
    const { patientId } = people.patient;
    const booked = await people.doctor.send('POST', '/api/consultations', { patientId, startsAt });
    consultationId = ((await booked.json()) as { consultation: { id: string } }).consultation.id;
    browser = await launch();
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('tells patient and doctor that all is good, over every way through the real node', async () => {
    const doctorPage = await open(browser, people.doctor, `/visits/${consultationId}`);
    await untilSaid(doctorPage, 'Not checked yet');
    const page = await open(browser, people.patient, '/');
    await page.locator(`kh-app >>> kh-today-page >>> a[href="/check/${consultationId}"]`).click();
    await untilSaid(page, `${people.doctor.name} will see whether it works.`);
    expect(await pageText(page)).not.toContain('You are in the browser inside');
    await press(page, '#start');
    await untilSaid(page, 'We can hear you.');
    expect(await axeViolations(page)).toEqual([]);
    await press(page, 'kh-check-devices >>> #next');
    await hearSound(page);
    await untilSaid(page, 'Good for a visit');
    await untilSaid(page, 'Your doctor can see this result.');
    expect(await pageText(page)).toContain('UDP: connected');
    expect(await pageText(page)).toContain('TCP: connected');
    expect(await pageText(page)).toContain('TURN: connected');
    expect(await axeViolations(page)).toEqual([]);
    // Without a reload, beside the name.
    await untilSaid(doctorPage, 'Check: good');
    const [kept] = await clinic.db.select().from(callChecks);
    expect(kept?.result).toMatchObject({ camera: 'works', microphone: 'works', speaker: 'heard' });
    expect(kept?.result.paths.map(({ path, isConnected }) => [path, isConnected])).toEqual([
      ['udp', true],
      ['tcp', true],
      ['relay', true],
    ]);
    for (const measured of kept?.result.paths ?? []) {
      expect(measured).toMatchObject({ roundTripMs: expect.any(Number) as number });
      if (measured.isConnected) expect(measured.bitrateKbps).toBeGreaterThan(0);
    }
    for (const each of [page, doctorPage]) await each.close();
  });

  it('shows the doctor in the work-list, too', async () => {
    const page = await open(browser, people.doctor, '/');
    await untilSaid(page, 'Check: good');
    await page.close();
  });

  it('says what to do where the camera is blocked, and goes on with the voice', async () => {
    const shy = await launch({ isAgreeing: false });
    const page = await open(shy, people.patient, `/check/${consultationId}`);
    await page
      .browserContext()
      .setPermission(
        clinic.url,
        { permission: { name: 'camera' }, state: 'denied' },
        { permission: { name: 'microphone' }, state: 'granted' },
      );
    await press(page, '#start');
    await untilSaid(page, 'Nobody can see you, but you can talk. Please allow camera and microphone');
    await untilSaid(page, 'We can hear you.');
    expect(await axeViolations(page)).toEqual([]);
    await press(page, 'kh-check-devices >>> #next');
    await hearSound(page);
    await untilSaid(page, 'It will work, perhaps without picture');
    await untilSaid(page, 'Your doctor can see this result.');
    expect(await newestOf(people.doctor)).toMatchObject({ verdict: 'voice', problems: ['camera-off'] });
    await page.close();
  });

  it('says so where the network lets no UDP through, and measures the way over TCP', async () => {
    const page = await open(await launch({ hasUdp: false }), people.patient, `/check/${consultationId}`);
    await press(page, '#start');
    await untilSaid(page, 'We can hear you.');
    await press(page, 'kh-check-devices >>> #next');
    await hearSound(page);
    await untilSaid(page, 'The direct way (UDP) is closed in this network.');
    expect(await pageText(page)).toContain('UDP: not connected');
    expect(await pageText(page)).toContain('TCP: connected');
    await untilSaid(page, 'Your doctor can see this result.');
    expect(await newestOf(people.doctor)).toMatchObject({ verdict: 'good', problems: ['udp-blocked'] });
    await page.close();
  });

  it('does not blame the device where the media node is down, and keeps nothing where there is no visit', async () => {
    const before = await clinic.db.select().from(callChecks);
    const pid = mediaNodePid();
    process.kill(pid, 'SIGSTOP');
    try {
      const page = await open(browser, people.doctor, '/check');
      await press(page, '#start');
      await untilSaid(page, 'We can hear you.');
      await press(page, 'kh-check-devices >>> #next');
      await hearSound(page);
      await untilSaid(page, 'A video visit does not work here yet');
      await untilSaid(page, 'It is not your device.');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await clinic.db.select().from(callChecks)).toHaveLength(before.length);
  });

  it('notices a microphone that gives nothing, and a sound that nobody heard', async () => {
    const folder = temporaryDataDir('kanhu-silence');
    closers.push(() => {
      folder.remove();
      return Promise.resolve();
    });
    mkdirSync(folder.path, { recursive: true });
    const microphoneFile = join(folder.path, 'silence.wav');
    writeFileSync(microphoneFile, silence());
    const page = await open(await launch({ microphoneFile }), people.patient, `/check/${consultationId}`);
    await press(page, '#start');
    await untilSaid(page, 'Say something');
    await untilSaid(page, 'We hear nothing from the microphone.');
    await press(page, 'kh-check-devices >>> #next');
    await press(page, 'kh-check-speaker >>> #play');
    await press(page, 'kh-check-speaker >>> #not-heard');
    await untilSaid(page, 'A video visit does not work here yet');
    await untilSaid(page, 'You did not hear the sound. Turn up the volume');
    await untilSaid(page, 'Your doctor can see this result.');
    const problems = ['microphone-silent', 'speaker-silent'];
    expect(await newestOf(people.doctor)).toMatchObject({ verdict: 'none', problems });
  });

  it('helps out of the browser inside WeChat, with the link to take along', async () => {
    const page = await open(browser, people.patient, `/check/${consultationId}`, WECHAT);
    await untilSaid(page, 'Please leave WeChat for the video visit');
    const text = await pageText(page);
    expect(text).toContain('then “Open in browser”');
    expect(text).toContain(`${clinic.url}/check/${consultationId}`);
    expect(await axeViolations(page)).toEqual([]);
  });
});
