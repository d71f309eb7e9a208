import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OnCallBoard, OnCallGaps, type Roster } from '#contracts/on-call.ts';
import { clinics } from '#database/schema/index.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { wholeDays, zoneOfNoon } from '#test/support/on-call.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './overflow.ts';
import { findSmallTargets } from './small-targets.ts';

const WITHIN = { timeout: 15_000, interval: 100 };
const SHIFT = 'kh-app >>> kh-shift-dialog >>> ';
const NAME = 'kh-app >>> kh-roster-name-dialog >>> ';
const CLOSE = 'kh-app >>> kh-close-roster-dialog >>> ';
const END = 'kh-app >>> kh-end-shift-dialog >>> ';
const CARD = 'kh-app >>> kh-roster-shifts >>> ';

describe('rosters that are changed in the browser', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let page: Page;
  /** What any page complained about: nothing may be refused by the content policy, nothing may throw. */
  const complaints: string[] = [];

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    await clinic.db.insert(clinics).values({ name: 'Clinic', timeZone: zoneOfNoon() });
    browser = await launchBrowser();
    closers.push(() => browser.close());
    page = await open(people.administrator, 'en');
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  const open = async (person: Person, locale: string): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const opened = await context.newPage();
    opened.on('pageerror', (error) => complaints.push(String(error)));
    opened.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await opened.evaluateOnNewDocument((value) => localStorage.setItem('kanhu.locale', value), locale);
    await opened.setViewport({ width: 1440, height: 900 });
    await opened.goto(`${clinic.url}/on-call`);
    await signInOnPage(opened, person);
    await opened.waitForSelector('kh-app >>> kh-on-call-page >>> h1');
    return opened;
  };
  const says = (words: string | RegExp, on = page): Promise<void> =>
    vi.waitFor(async () => expect(await pageText(on)).toMatch(words), WITHIN);
  /** With the keyboard alone: the button is focused, and Enter is pressed. */
  const enter = async (selector: string): Promise<void> => {
    await page.waitForSelector(selector);
    await page.focus(selector);
    await page.keyboard.press('Enter');
  };
  const fill = (selector: string, value: string) => page.locator(selector).fill(value);
  /** Until a dialog is wholly gone, what lies behind it cannot have the focus. */
  const isClosed = () =>
    vi.waitFor(async () => expect(await page.$$('kh-app >>> wa-dialog >>> dialog[open]')).toEqual([]), WITHIN);
  const board = async (): Promise<OnCallBoard> =>
    OnCallBoard.parse(await (await people.administrator.get('/api/on-call')).json());
  const roster = async (): Promise<Roster> => {
    const [found] = (await board()).rosters;
    if (found === undefined) throw new Error('there is no roster');
    return found;
  };
  const gaps = async () => OnCallGaps.parse(await (await people.administrator.get('/api/on-call/gaps')).json()).gaps;
  /** Adds people to the shift in the order of the list that is offered. */
  const addPerson = async (person: Person): Promise<void> => {
    await page.waitForSelector(`${SHIFT}kh-shift-people >>> select`);
    await page.select(`${SHIFT}kh-shift-people >>> select`, person.userId);
    await enter(`${SHIFT}kh-shift-people >>> #add-person`);
  };
  const placeOfDialog = (on: Page) =>
    on.$eval('kh-app >>> wa-dialog >>> dialog[open]', (dialog) => {
      const { x, y, width, height } = dialog.getBoundingClientRect();
      return { x, y, width, height };
    });
  const order = () =>
    page.$$eval(`${SHIFT}kh-shift-people >>> .name`, (names) => names.map(({ textContent }) => textContent.trim()));

  it('an administrator makes a roster, and is told that all of it is a gap', async () => {
    await says('Make the first one, then add its shifts');
    await enter('kh-app >>> kh-on-call-page >>> #new-roster');
    await page.waitForSelector(`${NAME}form`);
    await enter(`${NAME}#save-name`);
    await says('Please give the roster a name.');
    await fill(`${NAME}input[name=name]`, 'Doctors');
    await page.keyboard.press('Enter');
    await isClosed();
    await says('No shift yet: nobody is ever on call.');
    await says('Nobody is on call now');
  });

  it('adds a night shift over two people, by keyboard, and sees the gaps that it leaves', async () => {
    await enter(`${CARD}#add`);
    await page.waitForSelector(`${SHIFT}form`);
    await says('Please add at least one person.');
    await says('ends on the next day');
    await addPerson(people.doctor);
    await addPerson(people.nurse);
    expect(await order()).toEqual(['1. Dr Ana Ruiz', '2. Ben Okafor']);
    // Ben first, by the button; and back and forth by Alt and an arrow, with the focus on who is moved.
    await enter(`${SHIFT}kh-shift-people >>> button[aria-label="Move Ben Okafor up"]`);
    expect(await order()).toEqual(['1. Ben Okafor', '2. Dr Ana Ruiz']);
    await page.keyboard.down('Alt');
    await page.keyboard.press('ArrowDown');
    expect(await order()).toEqual(['1. Dr Ana Ruiz', '2. Ben Okafor']);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.up('Alt');
    expect(await order()).toEqual(['1. Ben Okafor', '2. Dr Ana Ruiz']);
    await says('Ben Okafor: 1 of 2');

    // Now one long gap; with it the fourteen days.
    await says(/With this shift\s+14 gaps/);
    await says(/Now\s+1 gap/);
    await says('It leaves these gaps:');
    await says(/from 18:00 Ben Okafor \( ?This shift ?\)/);
    await enter(`${SHIFT}#save-shift`);
    await says('Please say why, in a few words.');
    // The form is longer than the screen, and the button stands outside of it.
    const isInSight = async () => (await page.$(`${SHIFT}[role=alert] p`))?.isIntersectingViewport();
    await vi.waitFor(async () => expect(await isInSight()).toBe(true), WITHIN);
    await fill(`${SHIFT}input[name=reason]`, 'nights first');
    await page.keyboard.press('Enter');
    await isClosed();
    await says('Every day 18:00–08:00 (ends on the next day)');
    await says('Ben Okafor, Dr Ana Ruiz; handed over each shift');
    const [night] = (await roster()).shifts;
    expect(night).toMatchObject({ startsAt: '18:00', endsAt: '08:00', handOver: 'shift', holidays: 'included' });
    expect(night?.people).toEqual([people.nurse.userId, people.doctor.userId]);
    expect((await gaps()).length).toBeGreaterThan(6);
    await says('Nobody is on call now');
  });

  it('adds the day shift: no gap is left, and the board says who is on call', async () => {
    await enter(`${CARD}#add`);
    await page.waitForSelector(`${SHIFT}form`);
    await fill(`${SHIFT}kh-shift-form >>> input[name=starts-at]`, '08:00');
    await fill(`${SHIFT}kh-shift-form >>> input[name=ends-at]`, '18:00');
    await addPerson(people.doctor);
    await says('Somebody is on call at every hour of these two weeks.');
    await says('It closes 14 gaps.');
    expect(await axeViolations(page)).toEqual([]);
    await fill(`${SHIFT}input[name=reason]`, 'days, too');
    await page.keyboard.press('Enter');
    await isClosed();
    await says('Somebody is on call at every hour of the next 7 days.');
    await says(/On call now\s+Dr Ana Ruiz/);
    await says(/Next\s+Ben Okafor/);
    expect(await gaps()).toEqual([]);
  });

  it('keeps what was entered where somebody else was first, and says what they did', async () => {
    const { administrator, outsider } = people;
    const { id, shifts } = await roster();
    const day = shifts.find(({ startsAt }) => startsAt === '08:00');
    await enter(`${CARD}li:has(+ li) .change`);
    await page.waitForSelector(`${SHIFT}form`);
    expect(await order()).toEqual(['1. Dr Ana Ruiz']);
    await addPerson(outsider);
    await says('Somebody is on call at every hour of these two weeks.');
    await fill(`${SHIFT}input[name=reason]`, 'two are better');
    // Meanwhile, somewhere else.
    const end = { lastDay: day?.validFrom, reason: 'no more days' };
    expect(
      (await administrator.send('POST', `/api/on-call/rosters/${id}/shifts/${day?.id ?? ''}/end`, end)).status,
    ).toBe(200);
    await enter(`${SHIFT}#save-shift`);
    await says(/Somebody else changed this shift meanwhile: its last day is .+ now\. What you entered is kept\./);
    expect(await order()).toEqual(['1. Dr Ana Ruiz', '2. Dr Otto Fremd']);
    expect(await page.$eval(`${SHIFT}input[name=reason]`, (input) => input.value)).toBe('two are better');
    expect(await axeViolations(page)).toEqual([]);
    await enter(`${SHIFT}#keep-both`);
    await says(/Now\s+14 gaps/);
    await says('Somebody is on call at every hour of these two weeks.');
    await enter(`${SHIFT}#save-shift`);
    await isClosed();
    await says('Dr Ana Ruiz, Dr Otto Fremd; handed over each shift');
    expect(await gaps()).toEqual([]);
  });

  it('changes a shift, which the new one replaces, and ends one', async () => {
    const before = await roster();
    const night = before.shifts.find(({ startsAt }) => startsAt === '18:00');
    const rows = await page.$$(`${CARD}li .change`);
    await rows.at(-1)?.click();
    await page.waitForSelector(`${SHIFT}form`);
    await fill(`${SHIFT}kh-shift-form >>> input[name=starts-at]`, '20:00');
    await says('It opens gaps that are not there now:');
    await fill(`${SHIFT}kh-shift-form >>> input[name=starts-at]`, '17:00');
    await says('Somebody is on call at every hour of these two weeks.');
    await fill(`${SHIFT}input[name=reason]`, 'an hour together');
    await page.keyboard.press('Enter');
    await isClosed();
    const after = await roster();
    const changed = after.shifts.find(({ startsAt }) => startsAt === '17:00');
    expect(changed?.people).toEqual(night?.people);
    expect(after.shifts.find(({ id }) => id === night?.id)?.validTo).toBe(night?.validFrom);

    await says('Every day 17:00–08:00');
    const ends = await page.$$(`${CARD}li .end`);
    await ends.at(-1)?.click();
    await page.waitForSelector(`${END}form`);
    await says(/It begins on no day after|It never begins/);
    await enter(`${END}#end-shift`);
    await says('Please say why, in a few words.');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await isClosed();
  });

  it('renames a roster to a name that is free, and closes one that no alert is escalated to', async () => {
    const { administrator } = people;
    const { id } = await roster();
    await administrator.send('POST', '/api/on-call/rosters', { name: 'Nurses' });
    await enter(`${CARD}#rename`);
    await page.waitForSelector(`${NAME}form`);
    await fill(`${NAME}input[name=name]`, 'Nurses');
    await page.keyboard.press('Enter');
    await says('There is a roster of this name already.');
    await fill(`${NAME}input[name=name]`, 'Doctors of the house');
    await page.keyboard.press('Enter');
    await isClosed();
    await says('Doctors of the house');

    const critical = {
      tiers: [{ targets: [{ kind: 'roster', rosterId: id }], answerWithin: { kind: 'minutes', minutes: 15 } }],
      ...{ reason: 'as agreed', basedOnVersion: 0 },
    };
    expect((await administrator.send('PUT', '/api/escalation-policies/critical', critical)).status).toBe(200);
    await enter(`${CARD}#close`);
    await says('Alerts are escalated to this roster: Critical (tier 1).');
    await fill(`${CLOSE}input[name=reason]`, 'no more');
    await page.keyboard.press('Enter');
    await says('It was not closed: alerts are escalated to this roster.');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await isClosed();

    const closes = await page.$$(`${CARD}#close`);
    expect(closes).toHaveLength(2);
    await closes.at(-1)?.click();
    await page.waitForSelector(`${CLOSE}form`);
    await fill(`${CLOSE}input[name=reason]`, 'one is enough');
    await page.keyboard.press('Enter');
    await isClosed();
    await vi.waitFor(async () => expect(await page.$$(`${CARD}#close`)).toHaveLength(1), WITHIN);
    expect((await board()).rosters.map(({ name }) => name)).toEqual(['Doctors of the house']);
  });

  it('a doctor sees who is on call and no button to change it, and the server refuses', async () => {
    const { doctor } = people;
    const seen = await open(doctor, 'en');
    await says(/On call now\s+Dr Ana Ruiz/, seen);
    expect(await seen.$$('kh-app >>> kh-roster-shifts')).toEqual([]);
    expect(await seen.$$('kh-app >>> #new-roster')).toEqual([]);
    const { id, shifts } = await roster();
    const shift = wholeDays([doctor], shifts[0]?.validFrom ?? '');
    const asked = [
      doctor.send('POST', '/api/on-call/rosters', { name: 'Mine' }),
      doctor.send('PUT', `/api/on-call/rosters/${id}`, { name: 'Mine' }),
      doctor.send('POST', `/api/on-call/rosters/${id}/shifts`, shift),
      doctor.send('POST', `/api/on-call/rosters/${id}/shifts/preview`, { ...shift, reason: undefined }),
    ];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  it.each(['en', 'zh-CN'])('fits on a phone and on a screen, by day and by night, in %s', async (locale) => {
    const opened = await open(people.administrator, locale);
    for (const [width, theme] of [
      [360, 'dark'],
      [1440, 'light'],
    ] as const) {
      // A dialog that moves in is neither in its place nor in its colours yet.
      const still = { name: 'prefers-reduced-motion', value: 'reduce' };
      await opened.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }, still]);
      await opened.setViewport({ width, height: 900 });
      for (const [button, shown] of [
        [`${CARD}#rename`, `${NAME}form`],
        [`${CARD}#close`, `${CLOSE}form`],
        [`${CARD}li .end`, `${END}form`],
        [`${CARD}#add`, `${SHIFT}form`],
        [`${CARD}li:last-child .change`, `${SHIFT}kh-shift-strip >>> .day`],
      ] as const) {
        await opened.goto(`${clinic.url}/on-call`, { waitUntil: 'networkidle2' });
        await opened.locator(button).click();
        await opened.waitForSelector(shown);
        expect(await findOverflow(opened), `${button} ${locale} ${width}`).toEqual([]);
        expect(await axeViolations(opened), `${button} ${locale} ${theme}`).toEqual([]);
        if (width !== 360) continue;
        expect(await findSmallTargets(opened), `${button} ${locale}`).toEqual([]);
        expect(await placeOfDialog(opened)).toEqual({ x: 0, y: 0, width: 360, height: 900 });
      }
    }
  });

  it('throws nothing and breaks no content policy', () => {
    expect(complaints).toEqual([]);
  });
});
