import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ClinicCalendar } from '#contracts/clinic.ts';
import { EscalationPolicyHistory } from '#contracts/escalation.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createRoster, wholeDays } from '#test/support/on-call.ts';
import { createAdministrator, createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './overflow.ts';
import { findSmallTargets } from './small-targets.ts';

const DAY_MS = 86_400_000;
const WITHIN = { timeout: 15_000, interval: 100 };

describe('the settings of the clinic', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let rosterId: string;

  const date = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    const { administrator, doctor, nurse } = people;
    ({ id: rosterId } = await createRoster(administrator, 'Night roster'));
    const shift = wholeDays([doctor, nurse], date(0), { startsAt: '00:00', endsAt: '00:00', validTo: date(3) });
    await administrator.send('POST', `/api/on-call/rosters/${rosterId}/shifts`, shift);
    browser = await launchBrowser();
    closers.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  const open = async (person: Person, path: string, locale = 'en', width = 1440): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    await page.evaluateOnNewDocument((value) => localStorage.setItem('kanhu.locale', value), locale);
    await page.setViewport({ width, height: 900 });
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, person);
    return page;
  };
  const says = (page: Page, words: string | RegExp): Promise<void> =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(words), WITHIN);
  /** With the keyboard alone: the button is focused, and Enter is pressed. */
  const enter = async (page: Page, selector: string): Promise<void> => {
    await page.waitForSelector(selector);
    await page.focus(selector);
    await page.keyboard.press('Enter');
  };
  const write = async (page: Page, selector: string, text: string): Promise<void> => {
    const field = await page.waitForSelector(selector);
    await field?.click({ count: 3 });
    await field?.type(text);
  };
  const isWell = async (page: Page): Promise<void> => {
    expect(await findOverflow(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const critical = 'kh-app >>> kh-escalation-policy >>> ';
  const reason = `${critical}wa-textarea[name=reason] >>> textarea`;
  const history = async (severity: string) => {
    const answer = await people.administrator.get(`/api/escalation-policies/${severity}/history`);
    return EscalationPolicyHistory.parse(await answer.json()).versions;
  };
  const calendar = async () => ClinicCalendar.parse(await (await people.doctor.get('/api/clinic/calendar')).json());

  it('lets an administrator give the care team one minute and then call a roster, by keyboard', async () => {
    const page = await open(people.administrator, '/escalation');
    await says(page, 'The default: nobody has changed it.');
    await says(page, 'Whoever was called last is told again every 5 mins, by all channels.');
    await enter(page, `${critical}#change`);
    await page.waitForSelector(`${critical}kh-tiers-editor`);
    await isWell(page);
    await write(page, `${critical}input[name=minutes]`, '61');
    expect(await page.$eval(`${critical}#save`, (button) => button.hasAttribute('disabled'))).toBe(true);
    await write(page, `${critical}input[name=minutes]`, '1');
    const targets = await page.$$(`${critical}select[name=target]`);
    await targets[1]?.select(`roster:${rosterId}`);
    // As it would be: by the roster of that time, before anything is saved.
    await says(page, /03:01 tier 2 : (Dr Ana Ruiz|Ben Okafor|nobody is there to be called)/);
    await says(page, /Tier 2: nobody is on call from .* \(Night roster\)/);
    await enter(page, `${critical}#save`);
    await says(page, 'Please say why, in a few words.');
    expect(await history('critical')).toEqual([]);
    await write(page, reason, 'the night roster is nearer');
    await enter(page, `${critical}#save`);
    await says(page, 'Saved as version 1. It holds for every call from now on.');
    await says(page, 'the care team 1 min to answer');
    await says(page, 'who is on call (Night roster)');
    await enter(page, `${critical}summary`);
    await says(page, /Ada Admin\s+\S+ · version 1\s+the night roster is nearer/);
    await isWell(page);
    expect(await history('critical')).toMatchObject([
      {
        ...{ version: 1, reason: 'the night roster is nearer', changedByName: people.administrator.name },
        tiers: [
          { targets: [{ kind: 'care-team' }], answerWithin: { kind: 'minutes', minutes: 1 } },
          { targets: [{ kind: 'roster', rosterId }] },
        ],
      },
    ]);
  });

  it('has the link of the page among those that are seen on a phone, also when it is loaded anew', async () => {
    const page = await open(people.administrator, '/clinic', 'en', 360);
    await says(page, 'Opening hours');
    await page.reload();
    await says(page, 'Opening hours');
    await vi.waitFor(async () => {
      const link = await (await page.$("kh-app >>> nav a[aria-current='page']"))?.boundingBox();
      const nav = await (await page.$('kh-app >>> nav'))?.boundingBox();
      expect(link?.x).toBeGreaterThanOrEqual(nav?.x ?? Infinity);
      expect((link?.x ?? Infinity) + (link?.width ?? 0)).toBeLessThanOrEqual((nav?.x ?? 0) + (nav?.width ?? 0));
    }, WITHIN);
  });

  it('adds, moves and removes tiers', async () => {
    const page = await open(people.administrator, '/escalation');
    const titles = () => page.$$eval(`${critical}select[name=target]`, (found) => found.map((select) => select.value));
    await enter(page, `${critical}#change`);
    await enter(page, `${critical}#add`);
    await vi.waitFor(async () => expect(await titles()).toHaveLength(3), WITHIN);
    await enter(page, `${critical}#up-3`);
    await vi.waitFor(
      async () => expect(await titles()).toEqual(['care-team', 'anyone-on-call', `roster:${rosterId}`]),
      WITHIN,
    );
    // The focus goes with the tier: Enter again moves it on.
    await page.keyboard.press('Enter');
    await vi.waitFor(
      async () => expect(await titles()).toEqual(['anyone-on-call', 'care-team', `roster:${rosterId}`]),
      WITHIN,
    );
    await enter(page, `${critical}#remove-1`);
    await vi.waitFor(async () => expect(await titles()).toEqual(['care-team', `roster:${rosterId}`]), WITHIN);
    await enter(page, `${critical}#discard`);
    await page.waitForSelector(`${critical}kh-tiers-editor`, { hidden: true });
    expect(await history('critical')).toHaveLength(1);
  });

  it('tells whoever saves second that somebody was first, and keeps the form', async () => {
    const other = await createAdministrator({ url: clinic.url, deps: { db: clinic.db } }, 'Bea Boss');
    const [first, second] = [await open(people.administrator, '/escalation'), await open(other, '/escalation')];
    for (const [page, minutes] of [
      [first, '5'],
      [second, '7'],
    ] as const) {
      await enter(page, `${critical}#change`);
      await write(page, `${critical}input[name=minutes]`, minutes);
      await write(page, reason, `${minutes} minutes are enough`);
    }
    await enter(first, `${critical}#save`);
    await says(first, 'Saved as version 2.');
    await enter(second, `${critical}#save`);
    await says(second, /Ada Admin saved version 2 meanwhile/);
    await says(second, 'What you set and typed is still here, and not saved.');
    await says(second, '“ 5 minutes are enough ”');
    await isWell(second);
    const typed = await second.$eval(`${critical}input[name=minutes]`, (input) => input.value);
    expect(typed).toBe('7');
    expect(await history('critical')).toHaveLength(2);
    await enter(second, `${critical}#keep-mine`);
    await second.waitForSelector(`${critical}#save:not([disabled])`);
    await enter(second, `${critical}#save`);
    await says(second, 'Saved as version 3.');
    expect(await history('critical')).toMatchObject([{ version: 3, changedByName: 'Bea Boss' }, {}, {}]);
  });

  it('adds a holiday, which stands on the week of the on-call board, and removes it', async () => {
    const page = await open(people.administrator, '/clinic');
    const holidays = 'kh-app >>> kh-holidays >>> ';
    await enter(page, `${holidays}#add`);
    await says(page, 'Please choose a day that is still to come.');
    // What a browser's own field for a date makes of what is typed depends on the browser's language.
    await page.$eval(
      `${holidays}input[name=date]`,
      (input, value) => {
        input.value = value;
      },
      date(1),
    );
    await write(page, `${holidays}input[name=name]`, 'Founding day');
    await page.keyboard.press('Enter');
    await says(page, /Added: Founding day/);
    await isWell(page);
    expect((await calendar()).holidays).toEqual([{ date: date(1), name: 'Founding day' }]);
    await page.goto(`${clinic.url}/on-call`);
    await page.waitForSelector('kh-app >>> kh-on-call-week >>> .entry');
    // Tomorrow is of the week after where today is a Sunday.
    if (new Date().getUTCDay() === 0) await enter(page, 'kh-app >>> kh-on-call-page >>> #after');
    await says(page, 'Holiday: Founding day');
    await page.goto(`${clinic.url}/clinic`);
    await enter(page, `${holidays}ul .quiet-button`);
    await says(page, /Founding day: on .* the clinic is open as on any other day/);
    await enter(page, `${holidays}kh-confirm-dialog >>> #confirm`);
    await says(page, /Removed: Founding day/);
    expect((await calendar()).holidays).toEqual([]);
  });

  it('sets several opening hours of a day, and by which clock they go', async () => {
    const page = await open(people.administrator, '/clinic');
    const hours = 'kh-app >>> kh-opening-hours >>> ';
    await enter(page, `${hours}#change`);
    const monday = await page.waitForSelector(`${hours}select[name=closes]`);
    await monday?.select('12:00');
    await enter(page, `${hours}[data-day='1']`);
    await vi.waitFor(async () => expect(await page.$$(`${hours}select[name=closes]`)).toHaveLength(6), WITHIN);
    await isWell(page);
    await write(page, `${hours}wa-textarea[name=reason] >>> textarea`, 'closed at noon');
    await enter(page, `${hours}#save`);
    await says(page, 'Monday 08:00 – 12:00 , 14:00 – 17:00');
    const zone = 'kh-app >>> kh-clinic-time-zone >>> ';
    await enter(page, `${zone}#change`);
    await write(page, `${zone}input[name=zone]`, 'Asia/Nowhere');
    await says(page, 'No such time zone.');
    expect(await page.$eval(`${zone}#save`, (button) => button.hasAttribute('disabled'))).toBe(true);
    await write(page, `${zone}input[name=zone]`, 'Asia/Shanghai');
    await says(page, 'Shifts and opening hours keep their times of day and go by the new clock');
    await isWell(page);
    await write(page, `${zone}wa-textarea[name=reason] >>> textarea`, 'that is where we are');
    await enter(page, `${zone}#save`);
    await says(page, 'Saved. A shift that goes on now may have begun or ended with it');
    expect(await calendar()).toMatchObject({
      ...{ timeZone: 'Asia/Shanghai', version: 1, reason: 'closed at noon', timeZoneVersion: { version: 1 } },
    });
    expect((await calendar()).openingHours.filter(({ weekday }) => weekday === 1)).toEqual([
      { weekday: 1, opensAt: '08:00', closesAt: '12:00' },
      { weekday: 1, opensAt: '14:00', closesAt: '17:00' },
    ]);
  });

  it('fits a phone while it is changed, in Chinese, by night', async () => {
    const page = await open(people.administrator, '/escalation', 'zh-CN', 360);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await enter(page, `${critical}#change`);
    await page.waitForSelector(`${critical}kh-tiers-editor`);
    await says(page, '固定规则，不能关闭');
    await isWell(page);
    expect(await findSmallTargets(page)).toEqual([]);
    await page.goto(`${clinic.url}/clinic`);
    await enter(page, 'kh-app >>> kh-opening-hours >>> #change');
    await enter(page, 'kh-app >>> kh-clinic-time-zone >>> #change');
    await page.waitForSelector('kh-app >>> kh-hours-editor >>> select');
    await isWell(page);
    expect(await findSmallTargets(page)).toEqual([]);
  });

  it('shows a doctor both without anything to change, and a patient neither', async () => {
    const doctor = await open(people.doctor, '/escalation');
    await says(doctor, 'the care team 7 mins to answer');
    expect(await doctor.$$('kh-app >>> wa-button#change')).toEqual([]);
    await doctor.goto(`${clinic.url}/clinic`);
    await says(doctor, 'Monday 08:00 – 12:00');
    expect(await doctor.$$('kh-app >>> wa-button#change')).toEqual([]);
    expect(await doctor.$$('kh-app >>> kh-holidays >>> form')).toEqual([]);
    const patient = await open(people.patient, '/escalation');
    await says(patient, 'There is no such page');
    await patient.goto(`${clinic.url}/clinic`);
    await says(patient, 'There is no such page');
  });
});
