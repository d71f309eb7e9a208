import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ThresholdHistory, Thresholds } from '#contracts/threshold.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { storeObservation } from '#test/support/records.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';

const closers: (() => Promise<unknown>)[] = [];
let clinic: TestClinic;
let people: People;
let browser: Browser;
let page: Page;
let path: string;

beforeAll(async () => {
  clinic = await startTestClinic();
  closers.push(clinic.stop);
  const server = { url: clinic.url, deps: { db: clinic.db } };
  people = await createClinic(server);
  path = `/api/patients/${people.patient.patientId}/thresholds`;
  // One crisis a fortnight ago, and two readings that would be one from 165 mmHg.
  for (const [daysAgo, systolic] of [
    [14, 186],
    [9, 168],
    [4, 171],
    [1, 132],
  ] as const) {
    await storeObservation(server, people.patient.patientId, {
      ...{ kind: 'blood-pressure', systolic, diastolic: 88, method: 'cuff' },
      effectiveAt: new Date(Date.now() - daysAgo * 86_400_000),
    });
  }
  browser = await launchBrowser();
  closers.push(() => browser.close());
  page = await browser.newPage();
  await page.evaluateOnNewDocument(() => localStorage.setItem('kanhu.locale', 'en'));
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(clinic.url);
  await signInOnPage(page, people.doctor);
  await page.waitForSelector('kh-app >>> kh-work-list-page');
}, 300_000);

afterAll(async () => {
  for (const close of closers.toReversed()) await close();
}, 60_000);

const says = (words: string): Promise<void> =>
  vi.waitFor(async () => expect(await pageText(page)).toContain(words), { timeout: 15_000, interval: 100 });
const stored = async (): Promise<Thresholds> => Thresholds.parse(await (await people.doctor.get(path)).json());
const typeBound = async (systolic: string): Promise<void> => {
  await page.locator('kh-app >>> kh-threshold-slider >>> #number').fill(systolic);
  await page.keyboard.press('Tab');
};
const giveReason = (reason: string): Promise<void> =>
  page.locator('kh-app >>> wa-textarea[name=reason] >>> textarea').fill(reason);
const save = (): Promise<void> => page.locator('kh-app >>> kh-threshold-save >>> #save').click();

it('shows what a threshold would have raised, saves it with a reason, and has it in the history', async () => {
  await page.goto(`${clinic.url}/patients/${people.patient.patientId}`);
  await page.locator('kh-app >>> #thresholds').click();
  await says('Nobody has changed them');
  await says('1 alert');

  await typeBound('500');
  await says('From 120 to 180 mmHg, please.');
  await typeBound('165');
  await says('alerts +2, pages +2');
  expect(await pageText(page)).toContain('3 alerts');
  expect((await stored()).version).toBe(0);

  await save();
  await says('Please say why, in a few words.');
  await giveReason('frail, lives alone');
  await save();
  await says('Saved.');
  await says('Crisis, systolic: guideline → ≥ 165 mmHg');
  expect(await stored()).toMatchObject({ version: 1, overrides: { crisisSystolic: 165 }, night: null });
}, 60_000);

it('moves the slider by keyboard, by night alone', async () => {
  await page.locator('kh-app >>> input[name=night]').click();
  await page.locator('kh-app >>> kh-threshold-slider >>> input[type=range]').wait();
  await page.evaluate(() => {
    const deep = (root: ParentNode): HTMLElement | null =>
      root.querySelector<HTMLElement>('kh-threshold-slider')?.shadowRoot?.querySelector('input[type=range]') ??
      [...root.querySelectorAll('*')].map((each) => each.shadowRoot && deep(each.shadowRoot)).find((found) => found) ??
      null;
    deep(document)?.focus();
  });
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await says('By day: ≥ 165 mmHg.');
  await giveReason('sleeps badly');
  await save();
  await says('Night: none → 22:00–07:00');
  expect(await stored()).toMatchObject({
    ...{ version: 2, overrides: { crisisSystolic: 165 } },
    night: { from: '22:00', to: '07:00', overrides: { crisisSystolic: 163 } },
  });
}, 60_000);

it('keeps what was set and typed when somebody else was first', async () => {
  await typeBound('150');
  await giveReason('after the fall');
  await people.nurse.send('PUT', path, {
    ...{ ruleSet: 'china', overrides: { crisisSystolic: 160 }, reason: 'as the ward round agreed', basedOnVersion: 2 },
  });
  await save();
  await says('Somebody saved version 3 meanwhile');
  await says('as the ward round agreed');
  expect((await stored()).version).toBe(3);
  await page.locator('kh-app >>> kh-threshold-save >>> #keep-mine').click();
  await save();
  await says('Saved.');
  const { versions } = ThresholdHistory.parse(await (await people.doctor.get(`${path}/history`)).json());
  expect(versions[0]).toMatchObject({ version: 4, reason: 'after the fall', changedBy: { name: 'Dr Ana Ruiz' } });
  expect((await stored()).night?.overrides).toEqual({ crisisSystolic: 150 });
}, 60_000);
