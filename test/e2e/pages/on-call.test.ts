import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OnCallBoard, type Roster } from '#contracts/on-call.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createRoster, rosterOf, wholeDays } from '#test/support/on-call.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './overflow.ts';

const DAY_MS = 86_400_000;
const WITHIN = { timeout: 15_000, interval: 100 };

describe('the on-call board', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let page: Page;
  let roster: Roster;

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    // Three days in turns, then two days without anybody, then the nurse.
    const { administrator, doctor, nurse } = people;
    const date = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
    const midnight = { startsAt: '00:00', endsAt: '00:00' };
    const { id } = await createRoster(administrator, 'Doctors');
    const add = (shift: object) => administrator.send('POST', `/api/on-call/rosters/${id}/shifts`, shift);
    await add(wholeDays([doctor, nurse], date(0), { ...midnight, validTo: date(2) }));
    roster = await rosterOf(await add(wholeDays([nurse], date(5), midnight)));
    browser = await launchBrowser();
    closers.push(() => browser.close());
    page = await open(doctor, 'en');
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  const open = async (person: Person, locale: string): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const opened = await context.newPage();
    await opened.evaluateOnNewDocument((value) => localStorage.setItem('kanhu.locale', value), locale);
    await opened.setViewport({ width: 1440, height: 900 });
    await opened.goto(`${clinic.url}/on-call`);
    await signInOnPage(opened, person);
    await opened.waitForSelector('kh-app >>> kh-on-call-week >>> .entry');
    return opened;
  };
  const says = (words: string | RegExp, on = page): Promise<void> =>
    vi.waitFor(async () => expect(await pageText(on)).toMatch(words), WITHIN);
  const covers = async () => {
    const board = OnCallBoard.parse(await (await people.doctor.get('/api/on-call')).json());
    return board.rosters.find(({ id }) => id === roster.id)?.covers ?? [];
  };
  const dialog = 'kh-app >>> kh-cover-dialog >>> ';
  /** With the keyboard alone: the button is focused, and Enter is pressed. */
  const enter = async (selector: string): Promise<void> => {
    await page.waitForSelector(selector);
    await page.focus(selector);
    await page.keyboard.press('Enter');
  };
  const choices = () =>
    page.$$eval(`${dialog}select[name=person] option`, (options) => options.map(({ textContent }) => textContent));
  /** Until a dialog is wholly gone, what lies behind it cannot have the focus. */
  const isClosed = () =>
    vi.waitFor(async () => expect(await page.$$('kh-app >>> wa-dialog >>> dialog[open]')).toEqual([]), WITHIN);

  it('says who is on call now and next, and says loudly when nobody is', async () => {
    await says(/On call now\s+Dr Ana Ruiz\s+you/);
    await says(/Next\s+Ben Okafor/);
    await says('Nobody is on call at times within the next 7 days');
    await says('All times are by the clinic’s clock (UTC).');
    const gap = await page.waitForSelector('kh-app >>> kh-on-call-gaps >>> [role=alert] h2 svg');
    expect(gap).not.toBeNull();
  });

  it('hands over a turn of one’s own, by keyboard, with a reason; and takes it back', async () => {
    await enter('kh-app >>> kh-on-call-week >>> button.entry.own');
    await page.waitForSelector(`${dialog}form`);
    expect(await choices()).toEqual(['Choose somebody', 'Ben Okafor', 'Dr Otto Fremd']);
    await enter(`${dialog}#cover`);
    await says('Please choose who stands in.');
    await page.select(`${dialog}select[name=person]`, people.nurse.userId);
    await enter(`${dialog}#cover`);
    await says('Please say why, in a few words.');
    expect(await axeViolations(page)).toEqual([]);
    await page.locator(`${dialog}input[name=reason]`).fill('at a conference');
    await page.keyboard.press('Enter');
    await isClosed();
    await says(/Ben Okafor instead of Dr Ana Ruiz/);
    await says(/On call now\s+Ben Okafor/);
    expect(await covers()).toMatchObject([
      { personId: people.nurse.userId, insteadOf: people.doctor.userId, reason: 'at a conference' },
    ]);

    await enter('kh-app >>> kh-on-call-roster >>> .covers wa-button');
    await says(/Dr Ana Ruiz is on call again, and Ben Okafor is not/);
    await enter('kh-app >>> kh-confirm-dialog >>> #confirm');
    await isClosed();
    await says(/On call now\s+Dr Ana Ruiz/);
    expect(await covers()).toEqual([]);
  });

  it('lets a clinician take somebody else’s turn only for themselves, and fill a gap', async () => {
    await enter('kh-app >>> kh-on-call-week >>> button.entry:not(.own):not(.gap)');
    await page.waitForSelector(`${dialog}form`);
    expect(await choices()).toEqual(['Dr Ana Ruiz']);
    await page.keyboard.press('Escape');
    await isClosed();

    await enter('kh-app >>> kh-on-call-gaps >>> wa-button');
    await page.waitForSelector(`${dialog}form`);
    expect(await choices()).toEqual(['Dr Ana Ruiz']);
    await page.locator(`${dialog}input[name=reason]`).fill('nobody else is there');
    await page.keyboard.press('Enter');
    await isClosed();
    await says('Somebody is on call at every hour of the next 7 days.');
    await says('Dr Ana Ruiz, in addition');
  });

  it('shows the weeks before and after', async () => {
    const heading = () => page.$eval('kh-app >>> kh-on-call-page >>> #week', ({ textContent }) => textContent);
    const current = await heading();
    await enter('kh-app >>> kh-on-call-page >>> #before');
    await vi.waitFor(async () => expect(await heading()).not.toBe(current), WITHIN);
    await says('Nobody was on call');
    await enter('kh-app >>> kh-on-call-page >>> #current');
    await vi.waitFor(async () => expect(await heading()).toBe(current), WITHIN);
  });

  it('lets an administrator say who stands in, in Chinese, on a phone, by night', async () => {
    const phone = await open(people.administrator, 'zh-CN');
    await phone.setViewport({ width: 360, height: 800 });
    await phone.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await says('现在值班', phone);
    await phone.locator('kh-app >>> kh-on-call-week >>> button.entry').click();
    await phone.waitForSelector(`${dialog}form`);
    const names = await phone.$$eval(`${dialog}select[name=person] option`, (options) => options.length);
    expect(names).toBe(3);
    expect(await findOverflow(phone)).toEqual([]);
    expect(await axeViolations(phone)).toEqual([]);
  });
});
