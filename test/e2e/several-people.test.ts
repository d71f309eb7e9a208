import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { openPage, pageText, received, signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 60_000, interval: 250 };
const DESKTOP = { width: 1440, height: 900 };

/** The middle of each picture on the page, as the name beside it and its strongest colour. */
const pictures = (page: Page): Promise<{ label: string; colour: string; width: number }[]> =>
  page.evaluate(() => {
    const videos: HTMLVideoElement[] = [];
    const collect = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLVideoElement) videos.push(element);
        if (element.shadowRoot !== null) collect(element.shadowRoot);
      }
    };
    collect(document);
    return videos
      .filter(({ videoWidth }) => videoWidth > 0)
      .map((video) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
        const drawing = canvas.getContext('2d');
        drawing?.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 2, 2, 0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = drawing?.getImageData(0, 0, 1, 1).data ?? [];
        const strongest = Math.max(red, green, blue);
        const colour = strongest < 60 ? 'black' : strongest === red ? 'red' : strongest === green ? 'green' : 'blue';
        return { label: video.getAttribute('aria-label') ?? '', colour, width: video.clientWidth };
      });
  });

describe('a visit of three, and a screen that one of them shows', () => {
  const closers: (() => unknown)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let doctorPage: Page;
  let nursePage: Page;
  let patientPage: Page;

  const says = (page: Page, words: string): Promise<void> =>
    vi.waitFor(async () => expect(await pageText(page)).toContain(words), WITHIN);

  const expectPictures = (page: Page, wanted: readonly { label: string; colour: string }[]): Promise<void> =>
    vi.waitFor(async () => {
      const shown = (await pictures(page)).map(({ label, colour }) => ({ label, colour }));
      expect(shown).toEqual(expect.arrayContaining([...wanted]));
    }, WITHIN);

  beforeAll(async () => {
    clinic = await startTestClinic({ KANHU_MEDIA_WORKERS: '1' });
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser({ hasFakeMedia: true });
    closers.push(() => browser.close());
    const open = async (colour: string, size: { width: number; height: number }) =>
      openPage(await browser.createBrowserContext(), clinic.url, { colour, ...size });
    doctorPage = await open('#1e32c8', DESKTOP);
    nursePage = await open('#1e9632', DESKTOP);
    patientPage = await open('#c81e1e', { width: 360, height: 740 });
    await signInOnPage(doctorPage, people.doctor);
    await signInOnPage(nursePage, people.nurse);
    await signInOnPage(patientPage, people.patient);
    await says(nursePage, people.patient.name);
    const started = await people.doctor.send('POST', '/api/consultations', { patientId: people.patient.patientId });
    const { consultation } = (await started.json()) as { consultation: { id: string } };
    await says(patientPage, people.doctor.name);
    await patientPage.locator('::-p-aria([name="Answer"][role="button"])').click();
    await doctorPage.goto(new URL(`/visits/${consultation.id}`, clinic.url).href);
    await expectPictures(doctorPage, [{ label: people.patient.name, colour: 'red' }]);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('calls a colleague in, who is asked on the page they are on and comes with one press', async () => {
    const { doctor, nurse, patient } = people;
    await doctorPage.locator('kh-app >>> #call-in').click();
    await doctorPage.locator(`kh-app >>> kh-colleague-choice >>> ::-p-text(${nurse.name})`).click();
    await doctorPage.locator('kh-app >>> kh-call-in-dialog >>> #confirm-call-in').click();
    await says(nursePage, `${doctor.name} asks you into the visit with ${patient.name}.`);
    await nursePage.locator('kh-app >>> kh-called-in >>> wa-button').click();

    const [blue, green, red] = [
      { label: doctor.name, colour: 'blue' },
      { label: nurse.name, colour: 'green' },
      { label: patient.name, colour: 'red' },
    ];
    await Promise.all([
      expectPictures(doctorPage, [green, red]),
      expectPictures(nursePage, [blue, red]),
      expectPictures(patientPage, [blue, green]),
    ]);
    // Both others hum at once: who of them speaks is told by name, and not by a frame alone.
    await vi.waitFor(async () => expect(await pageText(patientPage)).toMatch(/ speaks/), WITHIN);
    expect(await pageText(nursePage)).not.toContain('asks you into the visit');
  });

  it('shows the screen large to the others, and the people beside it, until it is no longer shown', async () => {
    const { doctor } = people;
    await doctorPage.evaluate(() => {
      navigator.mediaDevices.getDisplayMedia = () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
        const drawing = canvas.getContext('2d');
        let turn = 0;
        setInterval(() => {
          if (drawing === null) return;
          drawing.fillStyle = '#1e9632';
          drawing.fillRect(0, 0, 1280, 720);
          drawing.fillStyle = '#fff';
          drawing.fillRect((turn = (turn + 8) % 1280), 0, 16, 16);
        }, 100);
        return Promise.resolve(canvas.captureStream(10));
      };
    });
    await doctorPage.locator('kh-app >>> kh-call-bar >>> #screen').click();
    const screen = { label: `The screen of ${doctor.name}`, colour: 'green' };
    await expectPictures(patientPage, [screen, { label: doctor.name, colour: 'blue' }]);
    const widths = new Map((await pictures(patientPage)).map(({ label, width }) => [label, width]));
    expect(widths.get(screen.label)).toBeGreaterThan(widths.get(doctor.name) ?? NaN);
    await says(doctorPage, 'The others see your screen.');

    await doctorPage.locator('kh-app >>> kh-call-bar >>> #screen').click();
    await vi.waitFor(async () => expect(await pageText(patientPage)).not.toContain('The screen of'), WITHIN);
    await expectPictures(patientPage, [{ label: doctor.name, colour: 'blue' }]);
  });

  it('goes on for the two others when the colleague leaves', async () => {
    await nursePage.locator('kh-app >>> kh-call-bar >>> #hang-up').click();
    await vi.waitFor(
      async () => expect((await pictures(patientPage)).map(({ label }) => label)).not.toContain(people.nurse.name),
      WITHIN,
    );
    const before = await received(patientPage);
    await vi.waitFor(
      async () => expect((await received(patientPage)).framesDecoded).toBeGreaterThan(before.framesDecoded + 10),
      WITHIN,
    );
    await says(doctorPage, 'End visit');
  });
});
