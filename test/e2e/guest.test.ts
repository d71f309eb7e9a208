import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { openPage, pageText, received, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';
import { findSmallTargets } from './pages/small-targets.ts';

const WITHIN = { timeout: 30_000, interval: 200 };
const inVisit = 'kh-app >>> kh-visit-page >>> kh-visit-guests >>> ';
const inGuest = 'kh-app >>> kh-guest-page >>> ';

describe('a guest comes to a video visit by a link', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let doctorPage: Page;
  let patientPage: Page;
  let guestPage: Page;
  let visitId: string;
  let link: string;

  const open = async (path: string, colour: string, width: number, height: number) =>
    openPage(await browser.createBrowserContext(), `${clinic.url}${path}`, { colour, width, height });
  const says = (page: Page, words: string): Promise<void> =>
    vi.waitFor(async () => expect(await pageText(page)).toContain(words), WITHIN);
  const flows = async (page: Page): Promise<void> => {
    const before = await received(page);
    await vi.waitFor(async () => {
      const { framesDecoded, audioEnergy } = await received(page);
      expect(framesDecoded).toBeGreaterThan(before.framesDecoded + 10);
      expect(audioEnergy).toBeGreaterThan(before.audioEnergy);
    }, WITHIN);
  };

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser({ hasFakeMedia: true });
    closers.push(() => browser.close());
    patientPage = await open('/', '#c81e1e', 390, 844);
    await signInOnPage(patientPage, people.patient);
    await says(patientPage, people.patient.name);
    const { patientId } = people.patient;
    const called = await people.doctor.send('POST', '/api/consultations', { patientId });
    visitId = ((await called.json()) as { consultation: Consultation }).consultation.id;
    doctorPage = await open(`/visits/${visitId}`, '#1e32c8', 1440, 900);
    await signInOnPage(doctorPage, people.doctor);
    await patientPage.locator('::-p-aria([name="Answer"][role="button"])').click();
    await flows(doctorPage);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('the doctor makes a link for one person, who waits on a page that fits a phone', async () => {
    await doctorPage.locator(`${inVisit}#invite`).click();
    const inDialog = `${inVisit}kh-invite-guest-dialog >>> `;
    await doctorPage.locator(`${inDialog}input[name=name]`).fill('Li Na');
    await doctorPage.locator(`${inDialog}input[name=relation]`).fill('daughter');
    await doctorPage.locator(`${inDialog}#make-link`).click();
    const shown = `${inVisit}kh-guest-link-dialog >>> kh-copy-list >>> dd span`;
    await doctorPage.waitForSelector(shown);
    link = await doctorPage.$eval(shown, (element) => element.textContent.trim());
    expect(link.startsWith(`${clinic.url}/guest#`)).toBe(true);
    expect(await axeViolations(doctorPage)).toEqual([]);
    await doctorPage.locator(`${inVisit}kh-guest-link-dialog >>> #sent`).click();
    await says(doctorPage, 'Has not opened the link yet');

    guestPage = await open(new URL(link).pathname + new URL(link).hash, '#1ec832', 360, 740);
    await says(guestPage, 'You are invited to a video visit');
    expect(await axeViolations(guestPage)).toEqual([]);
    await guestPage.locator(`${inGuest}#join`).click();
    await says(guestPage, `Video visit with ${people.doctor.name}`);
    await says(guestPage, 'sees that you wait');
    expect(guestPage.url()).toBe(`${clinic.url}/guest`);
    expect(await findOverflow(guestPage)).toEqual([]);
    expect(await findSmallTargets(guestPage)).toEqual([]);
    expect(await axeViolations(guestPage)).toEqual([]);
  });

  it('a second device with the same link is told to ask for a new one', async () => {
    const second = await open(new URL(link).pathname + new URL(link).hash, '#888888', 360, 740);
    await second.locator(`${inGuest}#join`).click();
    await says(second, 'Please ask for a new link.');
    await second.close();
  });

  it('once let in, sees and hears the others, also after the page was loaded again', async () => {
    await says(doctorPage, 'Waits to be let in');
    expect((await received(guestPage)).framesDecoded).toBe(0);
    await doctorPage.locator(`${inVisit}wa-button[data-action=admit]`).click();
    await flows(guestPage);
    await says(doctorPage, 'In the call');
    await flows(doctorPage);
    await guestPage.reload();
    await flows(guestPage);
  });

  it('leaves the doctor’s buttons on the first screen of a phone, by night', async () => {
    await doctorPage.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await doctorPage.setViewport({ width: 360, height: 800 });
    const end = await doctorPage.waitForSelector('::-p-aria([name="End visit"][role="button"])');
    await vi.waitFor(async () => {
      const box = await end?.boundingBox();
      expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
    }, WITHIN);
    expect(await findOverflow(doctorPage)).toEqual([]);
    expect(await findSmallTargets(doctorPage)).toEqual([]);
    expect(await axeViolations(doctorPage)).toEqual([]);
    await doctorPage.setViewport({ width: 1440, height: 900 });
  });

  it('goes back to the call after hanging up', async () => {
    await guestPage.locator('::-p-aria([name="Hang up"][role="button"])').click();
    await says(guestPage, 'You have left the call');
    await says(doctorPage, 'Let in, not in the call now');
    await guestPage.locator(`${inGuest}#return`).click();
    await flows(guestPage);
  });

  it('is out at once when the doctor sends them away, and the others go on', async () => {
    await doctorPage.locator(`${inVisit}li[data-state=admitted] wa-button[data-action=remove]`).click();
    await doctorPage.locator(`${inVisit}kh-confirm-dialog >>> #confirm`).click();
    await says(guestPage, 'Your part in this visit is over');
    await says(doctorPage, 'Removed');
    await flows(doctorPage);
    await flows(patientPage);
    const written = await clinic.sql<{ action: string }[]>`
      select action from audit_log where subject_type = 'guest' order by id
    `;
    expect(written.map(({ action }) => action)).toEqual([
      'guest:invited',
      'guest:opened',
      'guest:admitted',
      'guest:joined',
      'guest:joined',
      'guest:joined',
      'guest:removed',
    ]);
  });
});
