import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic as People, type Person } from '#test/support/people.ts';
import { openPage, pageText, received, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';
import { findSmallTargets } from './pages/small-targets.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const LET_IN = 'kh-app >>> kh-waiting-patients >>> kh-let-in >>> #let-in';

/** Runs in the page before its own scripts: counts the tones that it begins to play. */
const countTones = (): void => {
  const counted = window as Window & { tones?: number };
  const start = Reflect.get<object, string>(OscillatorNode.prototype, 'start') as (
    this: OscillatorNode,
    when?: number,
  ) => void;
  OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
    counted.tones = (counted.tones ?? 0) + 1;
    start.call(this, when);
  };
};
const tones = (page: Page): Promise<number> => page.evaluate(() => (window as Window & { tones?: number }).tones ?? 0);

describe('a waiting room in browsers', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let doctorPage: Page;
  let first: { person: Person; page: Page; id: string };
  let second: { person: Person; page: Page; id: string };

  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const isSound = async (page: Page): Promise<void> => {
    await page.bringToFront();
    expect(await findOverflow(page)).toEqual([]);
    expect(await findSmallTargets(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const book = async ({ patientId }: Person, inMinutes: number): Promise<string> => {
    const startsAt = new Date(Date.now() + inMinutes * 60_000).toISOString();
    const response = await people.doctor.send('POST', '/api/consultations', { patientId, startsAt });
    return ((await response.json()) as { consultation: Consultation }).consultation.id;
  };
  const openAs = async (person: Person, colour: string, width: number): Promise<Page> => {
    const page = await openPage(await browser.createBrowserContext(), clinic.url, { colour, width, height: 844 });
    await page.evaluateOnNewDocument(countTones);
    await page.evaluateOnNewDocument(() => localStorage.setItem('kanhu.locale', 'en'));
    await page.reload();
    await signInOnPage(page, person);
    return page;
  };
  const seesFrames = (page: Page) =>
    vi.waitFor(async () => expect((await received(page)).framesDecoded).toBeGreaterThan(10), WITHIN);

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    const at = { url: clinic.url, deps: { db: clinic.db } };
    people = await createClinic(at);
    const other = await createPatient(at, 'Zhao Lan');
    await joinCareTeam(at, people.doctor, other.patientId);
    browser = await launchBrowser({ hasFakeMedia: true });
    closers.push(() => browser.close());
    doctorPage = await openAs(people.doctor, '#1e32c8', 1440);
    await says(doctorPage, 'Patients in your care');
    first = { person: people.patient, page: await openAs(people.patient, '#c81e1e', 390), id: '' };
    second = { person: other, page: await openAs(other, '#1ec832', 360), id: '' };
    first.id = await book(first.person, 10);
    second.id = await book(second.person, 20);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('is entered from the first page, and tells the place in line and that the doctor is there', async () => {
    await first.page.locator('kh-app >>> kh-today-page >>> #waiting-room').click();
    await says(first.page, 'Come into the waiting room');
    await isSound(first.page);
    await first.page.locator('kh-app >>> kh-waiting-room >>> #check-in').click();
    await says(first.page, /You are in the waiting room.*You are next\..*Dr Ana Ruiz is there/s);
    await isSound(first.page);
  });

  it('shows on the doctor’s work-list who waits, and is heard', async () => {
    await says(doctorPage, new RegExp(`In your waiting room\\s+1.*${first.person.name}.*booked for`, 's'));
    await vi.waitFor(async () => expect(await tones(doctorPage)).toBe(2), WITHIN);
    await isSound(doctorPage);
  });

  it('takes what is written meanwhile into the visit', async () => {
    await first.page.bringToFront();
    await first.page
      .locator('kh-app >>> kh-waiting-room >>> kh-visit-chat >>> textarea')
      .fill('I have the new tablets here.');
    await first.page.locator('kh-app >>> kh-waiting-room >>> kh-visit-chat >>> #send').click();
    await says(first.page, /Write while you wait.*I have the new tablets here\./s);
  });

  it('asks where the patient is', async () => {
    await says(first.page, /Where are you now\?.*your doctor can send it there/s);
    await first.page.locator('kh-app >>> kh-where-you-are >>> textarea').fill('12 Garden Road, flat 4');
    await first.page.locator('kh-app >>> kh-where-you-are >>> #tell-whereabouts').click();
    await says(first.page, /Where are you now\?.*12 Garden Road, flat 4\s+I am somewhere else/s);
    await isSound(first.page);
  });

  it('says to who comes second that one person is before them', async () => {
    await second.page.goto(`${clinic.url}/call/${second.id}`);
    await second.page.locator('kh-app >>> kh-waiting-room >>> #check-in').click();
    await says(second.page, 'One person is before you.');
    expect(await pageText(second.page)).not.toContain(first.person.name);
  });

  it('is left for the visit when the doctor lets the patient in, which is heard', async () => {
    const before = await tones(first.page);
    await doctorPage.bringToFront();
    await doctorPage.locator(LET_IN).click();
    await vi.waitFor(() => expect(new URL(doctorPage.url()).pathname).toBe(`/visits/${first.id}`), WITHIN);
    for (const page of [doctorPage, first.page]) await seesFrames(page);
    expect(await tones(first.page)).toBeGreaterThanOrEqual(before + 2);
  });

  it('has shown the doctor by then where help must go, and what number sends it', async () => {
    await doctorPage.locator('kh-app >>> kh-visit-head >>> #emergency').click();
    await says(
      doctorPage,
      /Emergency number where the patient is\s+120.*12 Garden Road, flat 4\s+Told by the patient/s,
    );
    const dialog = 'kh-app >>> kh-emergency-dialog >>> ';
    await doctorPage.locator(`${dialog}#change-whereabouts`).click();
    await doctorPage.locator(`${dialog}textarea`).fill('The pharmacy, 3 High Street');
    await isSound(doctorPage);
    await doctorPage.locator(`${dialog}#tell-whereabouts`).click();
    await says(doctorPage, /The pharmacy, 3 High Street\s+Written down in this visit/s);
    await doctorPage.locator(`${dialog}wa-button[data-dialog=close]`).click();
    await doctorPage.waitForSelector(`${dialog}wa-dialog:not([open])`);
  });

  it('keeps the next patient out until the visit has ended', async () => {
    await says(second.page, /You are next\..*Dr Ana Ruiz is in another visit just now\./s);
    const list = await openAs(people.doctor, '#1e32c8', 390);
    await list.locator(LET_IN).click();
    await says(list, 'end your other visit first');
    await isSound(list);
    expect(await pageText(second.page)).toContain('You are in the waiting room');
    await list.close();
  });

  it('calls the next patient also on another page', async () => {
    await second.page.goto(clinic.url);
    await says(second.page, 'To the waiting room');
    await doctorPage.bringToFront();
    await doctorPage.locator('::-p-aria([name="End visit"][role="button"])').click();
    await says(doctorPage, 'The visit is over');
    await doctorPage.goto(`${clinic.url}/visits/${second.id}`);
    await doctorPage.locator('kh-app >>> kh-visit-outcome >>> kh-let-in >>> #let-in').click();
    await says(second.page, 'is ready for your visit');
    await isSound(second.page);
    await second.page.locator('kh-app >>> kh-incoming-call >>> #answer').click();
    for (const page of [doctorPage, second.page]) await seesFrames(page);
  });
});
