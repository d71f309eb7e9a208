import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writePastAlert } from '#test/support/alert-history.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './overflow.ts';
import { findSmallTargets } from './small-targets.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WITHIN = { timeout: 15_000, interval: 100 };

describe('what alerts cost and are worth', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    await addHistory();
    browser = await launchBrowser();
    closers.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  /** Three pages of one night, of which the doctor takes two after 4 min; and one of somebody else's patient. */
  const addHistory = async (): Promise<void> => {
    const { doctor, nurse, outsider, patient, otherPatient } = people;
    const night = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS + 30 * MINUTE_MS;
    for (const hour of [0, 2, 4]) {
      const at = new Date(night + hour * 60 * MINUTE_MS);
      const taken = new Date(at.getTime() + 4 * MINUTE_MS);
      const isTaken = hour < 4;
      await writePastAlert(clinic.db, {
        ...{ patientId: patient.patientId, ruleId: isTaken ? 'bp.crisis' : 'hr.rest-high', toldTo: [doctor.userId] },
        events: [
          { type: 'raised', at },
          { type: 'paged', at },
          ...(isTaken ? [{ type: 'resolved' as const, at: taken, by: doctor.userId }] : []),
        ],
        ...(isTaken ? { resolved: { by: doctor.userId, outcome: 'called' } } : {}),
        feedback: isTaken ? { [doctor.userId]: true, [nurse.userId]: hour === 0 } : {},
      });
    }
    const at = new Date(night);
    await writePastAlert(clinic.db, {
      ...{ patientId: otherPatient.patientId, ruleId: 'glucose.low-2', toldTo: [outsider.userId] },
      events: [
        { type: 'raised', at },
        { type: 'paged', at },
      ],
    });
  };

  const open = async (person: Person, locale: string, width = 1440): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    await page.evaluateOnNewDocument((value) => localStorage.setItem('kanhu.locale', value), locale);
    await page.setViewport({ width, height: 900 });
    await page.goto(`${clinic.url}/analytics`);
    await signInOnPage(page, person);
    return page;
  };
  const says = (words: string | RegExp, page: Page): Promise<void> =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(words), WITHIN);
  const inPage = 'kh-app >>> kh-analytics-page >>> ';
  /** The rows of the table with this name, a line each. */
  const rowsOf = (page: Page, name: string) =>
    page.$$eval(`${inPage}kh-figures-table >>> table[aria-label="${name}"] tbody tr`, (rows) =>
      rows.map((row) =>
        [...row.querySelectorAll('th, td > span:not(.label)')].map((cell) =>
          (cell as HTMLElement).innerText.replaceAll(/\s+/g, ' ').trim(),
        ),
      ),
    );

  it('tells an administrator of the whole clinic and of who is overloaded, and names no patient', async () => {
    const page = await open(people.administrator, 'en');
    await says('All patients of the clinic.', page);
    await says(/Never acknowledged\s+2 of 4 \(50 %\)\s+2 waiting now/, page);
    expect(await rowsOf(page, 'By severity')).toEqual([
      ['', '4', '4', '4 mins', '4 mins', '2 2 waiting now', '2 of 2 (100 %)', '3 of 4 (75 %)'],
    ]);
    expect(await rowsOf(page, 'What came of them')).toMatchObject([['Spoke with the patient', '2 of 2 (100 %)', '']]);
    expect(await page.$eval(`${inPage}kh-figures-table >>> .bar`, (bar) => (bar as HTMLElement).style.inlineSize)).toBe(
      '100%',
    );
    expect(await rowsOf(page, 'Burden on doctors and nurses')).toEqual([
      ['Dr Ana Ruiz', '3', '3', '2', '3', 'on 1 day'],
      ['Dr Otto Fremd', '1', '1', '0', '1', 'on no day'],
    ]);
    await says('Overloaded: more than 2 pages within 12 hours.', page);
    const text = await pageText(page);
    for (const { name } of [people.patient, people.otherPatient]) expect(text).not.toContain(name);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('tells a doctor of their own patients and pages alone, and gives each table as a file', async () => {
    const page = await open(people.doctor, 'en');
    await says('Your patients, and the pages that you got yourself.', page);
    expect(await rowsOf(page, 'Patient by patient')).toEqual([['Li Wei', '0', '3', '–', '3', '–']]);
    expect(await rowsOf(page, 'Your own burden')).toMatchObject([['Dr Ana Ruiz', '3', '3', '2', '3', 'on 1 day']]);
    const text = await pageText(page);
    for (const other of ['Chen Fang', 'Dr Otto Fremd', 'Hypoglycaemia']) expect(text).not.toContain(other);
    const files = await page.$$eval(`${inPage}a[download]`, (links) =>
      Promise.all(
        links.map(async (link) => {
          const answer = await fetch(link.href);
          return { type: answer.headers.get('content-disposition'), lines: (await answer.text()).split('\r\n').length };
        }),
      ),
    );
    // A line of headings, the records, and the end of the last one.
    expect(files.map(({ lines }) => lines)).toEqual([3, 5, 3, 3, 3]);
    expect(files[0]?.type).toMatch(/^attachment; filename="alerts-severities-/);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows the days that are asked for, and says where there is nothing in them', async () => {
    const page = await open(people.doctor, 'en');
    await says('Your patients', page);
    await page.locator(`${inPage}kh-days-control >>> kh-period-control >>> button`).click();
    const first = `${inPage}kh-days-control >>> input[name=from]`;
    const dayOf = () => page.$eval(first, (input) => input.value);
    const today = new Date().toISOString().slice(0, 10);
    const weekAgo = new Date(Date.parse(today) - 6 * DAY_MS).toISOString().slice(0, 10);
    await vi.waitFor(async () => expect(await dayOf()).toBe(weekAgo), WITHIN);
    await page.$eval(
      first,
      (input, day) => {
        input.value = day;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      },
      today,
    );
    await says('No alerts in these days', page);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('fits a phone, in Chinese, by night', async () => {
    const page = await open(people.administrator, 'zh-CN', 360);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await says('医生和护士的负担', page);
    expect(await findOverflow(page)).toEqual([]);
    expect(await findSmallTargets(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('is not there for patients', async () => {
    const page = await open(people.patient, 'en');
    await says('There is no such page', page);
    expect(await page.$(`${inPage}h1`)).toBeNull();
  });
});
