import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { openPage, pageText, received, signInOnPage } from '#test/support/visit-page.ts';
import { WeakLine } from '#test/support/weak-line.ts';

const WITHIN = { timeout: 60_000, interval: 250 };

describe('a visit while the patient’s line is weak', () => {
  /** What was opened, to be closed also when a later step of the opening failed. */
  const closers: (() => unknown)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let line: WeakLine;
  let doctorPage: Page;
  let patientPage: Page;

  const says = (page: Page, words: string): Promise<void> =>
    vi.waitFor(async () => expect(await pageText(page)).toContain(words), WITHIN);

  const expectPicture = async (page: Page): Promise<void> => {
    const before = await received(page);
    await vi.waitFor(
      async () => expect((await received(page)).framesDecoded).toBeGreaterThan(before.framesDecoded + 10),
      WITHIN,
    );
  };

  const expectVoice = async (page: Page): Promise<void> => {
    const before = await received(page);
    await vi.waitFor(
      async () => expect((await received(page)).audioEnergy).toBeGreaterThan(before.audioEnergy),
      WITHIN,
    );
  };

  beforeAll(async () => {
    // One worker, one port: the line leads to it.
    clinic = await startTestClinic({ KANHU_MEDIA_WORKERS: '1' });
    closers.push(clinic.stop);
    line = await WeakLine.open(Number(process.env['KANHU_MEDIA_RTC_PORT']));
    closers.push(() => line.close());
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser({ hasFakeMedia: true });
    closers.push(() => browser.close());
    doctorPage = await openPage(await browser.createBrowserContext(), clinic.url, {
      colour: '#1e32c8',
      width: 1440,
      height: 900,
    });
    patientPage = await openPage(await browser.createBrowserContext(), clinic.url, {
      colour: '#c81e1e',
      width: 360,
      height: 740,
      linePort: line.port,
    });
    await signInOnPage(doctorPage, people.doctor);
    await signInOnPage(patientPage, people.patient);
    await says(doctorPage, people.patient.name);
    const started = await people.doctor.send('POST', '/api/consultations', { patientId: people.patient.patientId });
    const { consultation } = (await started.json()) as { consultation: { id: string } };
    await doctorPage.goto(new URL(`/visits/${consultation.id}`, clinic.url).href);
    await says(patientPage, people.doctor.name);
    await patientPage.locator('::-p-aria([name="Answer"][role="button"])').click();
    await Promise.all([expectPicture(doctorPage), expectPicture(patientPage)]);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('says that the line is good', async () => {
    await Promise.all([says(doctorPage, 'Your line is good.'), says(patientPage, 'Your line is good.')]);
  });

  it('keeps the voices when it becomes weak, and tells both why there is no picture', async () => {
    line.weaken({ up: { bitrate: 60_000, loss: 0.05 }, down: { bitrate: 60_000, loss: 0.05 } });
    const overAtMs = Date.now() + 20_000;
    await says(patientPage, 'Your line is weak: the pictures are off so that you can hear each other.');
    await says(doctorPage, `The line of ${people.patient.name} is weak: the picture is off`);
    await says(doctorPage, `${people.patient.name} does not see you now.`);
    expect(await pageText(doctorPage)).not.toContain('The camera is off.');
    // The one thing that helps is in sight now, beside the two buttons that always are.
    expect(await patientPage.$('::-p-aria([name="Voice only"][role="button"])')).not.toBeNull();
    expect(await patientPage.$('::-p-aria([name="Camera off"][role="button"])')).toBeNull();
    do {
      await Promise.all([expectVoice(doctorPage), expectVoice(patientPage)]);
    } while (Date.now() < overAtMs);
  });

  it('has the pictures back by itself when it is good again', async () => {
    line.restore();
    for (const page of [doctorPage, patientPage]) {
      await vi.waitFor(async () => expect(await pageText(page)).not.toContain('is weak'), WITHIN);
      await vi.waitFor(async () => expect(await pageText(page)).not.toContain('does not see you'), WITHIN);
    }
    await Promise.all([expectPicture(doctorPage), expectPicture(patientPage)]);
  });

  it('goes on with voices alone at one tap, and with pictures at another', async () => {
    await patientPage.locator('::-p-aria([name="Voice only"][role="button"])').click();
    await says(patientPage, 'Voice only: you hear each other without pictures.');
    await says(doctorPage, 'The camera is off. You can hear each other.');
    await Promise.all([expectVoice(doctorPage), expectVoice(patientPage)]);
    await patientPage.locator('::-p-aria([name="Pictures on"][role="button"])').click();
    await Promise.all([expectPicture(doctorPage), expectPicture(patientPage)]);
    await vi.waitFor(async () => expect(await pageText(doctorPage)).not.toContain('The camera is off.'), WITHIN);
  });
});
