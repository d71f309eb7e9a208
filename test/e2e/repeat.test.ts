import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createPatient, type Person } from '#test/support/people.ts';
import { putForward, useOwnClock } from '#test/support/page-clock.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

type Patient = Person & { patientId: string };

describe('a reading that a patient is asked to take again', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let browser: Browser;
  let patient: Patient;
  let page: Page;

  const openAs = async (who: Patient, path: string, locale = 'en', width = 360): Promise<void> => {
    patient = who;
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    page = await context.newPage();
    // Tall enough for the form to stand above the links at the foot of the page: a click does not scroll.
    await page.setViewport({ width, height: 1_200 });
    await page.evaluateOnNewDocument(useOwnClock);
    await page.evaluateOnNewDocument((value) => localStorage.setItem('kanhu.locale', value), locale);
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, who);
    await page.waitForSelector('kh-app >>> kh-patient-shell');
  };
  const newPatient = (name: string) => createPatient({ url: clinic.url, deps: { db: clinic.db } }, name);
  const says = (text: string | RegExp) => vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const field = (name: string) => `kh-app >>> kh-measure-form >>> wa-input[name=${name}] >>> input`;
  const typeIn = async (systolic: string, diastolic: string, isUnwell = false): Promise<void> => {
    await page.locator(field('systolic')).fill(systolic);
    await page.locator(field('diastolic')).fill(diastolic);
    if (isUnwell) await page.locator('kh-app >>> kh-measure-form >>> input[type=checkbox]').click();
    await page.locator('kh-app >>> kh-measure-form >>> wa-button[type=submit]').click();
  };
  const again = 'kh-app >>> kh-repeat-card >>> #again';
  const countdown = 'kh-app >>> kh-repeat-card >>> kh-countdown';
  const isSound = async (): Promise<void> => {
    expect(await findOverflow(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const stored = async (minutesAgo: number, systolic: number, diastolic: number): Promise<void> => {
    const measuredAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const reading = { kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', measuredAt };
    const answer = await patient.send('POST', `/api/patients/${patient.patientId}/observations`, reading);
    expect(answer.status).toBe(201);
  };
  const crisis = async () => {
    const { alerts } = AlertList.parse(await (await patient.get('/api/alerts')).json());
    return alerts.find(({ ruleId }) => ruleId === 'bp.crisis');
  };

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    browser = await launchBrowser();
    closers.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('is followed by rest: measuring again is offered after a minute, and urged after five', async () => {
    await openAs(await newPatient('Qian Yu'), '/measure?kind=blood-pressure');
    await typeIn('192', '114');
    await says(/Please measure once more/);
    const text = await pageText(page);
    expect(text).toMatch(/192\/114.*Very high.*Saved.*Please measure once more.*Sit still.*call 120 now/);
    expect(await page.$(countdown)).not.toBeNull();
    expect(text).not.toMatch(/Your care team has been told/);
    expect(await page.$(again)).toBeNull();
    await isSound();
    await putForward(page, 61_000);
    await vi.waitFor(async () => expect(await page.$(again)).not.toBeNull(), WITHIN);
    expect(await page.$(countdown)).not.toBeNull();
    await putForward(page, 4 * 60_000);
    await vi.waitFor(async () => expect(await page.$(countdown)).toBeNull(), WITHIN);
    await isSound();
    await page.locator(again).click();
    await page.waitForSelector(field('systolic'));
  });

  it('is still asked about after a reload, and no link leads past the rest', async () => {
    await openAs(await newPatient('Gao Lin'), '/');
    await stored(0, 192, 114);
    await page.goto(`${clinic.url}/measure`);
    await says(/Please measure once more.*192\/114.*What would you like to measure\?/);
    await page.goto(`${clinic.url}/measure?kind=blood-pressure`);
    await says(/Please measure once more/);
    expect(await page.$(field('systolic'))).toBeNull();
  });

  it('is answered by the repeat: as bad, the alert is confirmed, and the patient is told that the care team knows', async () => {
    await openAs(await newPatient('Ma Jun'), '/');
    await stored(2, 192, 114);
    await page.goto(`${clinic.url}/measure`);
    await page.locator(again).click();
    await typeIn('188', '112');
    await says(/Your care team has been told.*192\/114.*188\/112.*The second value is like the first/);
    expect(await page.$(again)).toBeNull();
    await isSound();
    expect(await crisis()).toMatchObject({ confirmation: 'confirmed', paged: true });
  });

  it('is answered by the repeat: better, and nobody is called', async () => {
    await openAs(await newPatient('He Lan'), '/');
    await stored(2, 192, 114);
    await page.goto(`${clinic.url}/measure`);
    await page.locator(again).click();
    await typeIn('150', '92');
    await says(/The second value is better.*192\/114.*150\/92/);
    await isSound();
    expect(await crisis()).toMatchObject({ confirmation: 'unconfirmed', paged: false });
  });

  it('is not waited for where the person feels unwell: the emergency number comes first', async () => {
    await openAs(await newPatient('Zhao Min'), '/measure?kind=blood-pressure', 'zh-CN');
    await typeIn('192', '114', true);
    await says(/请立即拨打 120.*已通知您的医护团队/);
    const link = await page.$eval('kh-app >>> kh-repeat-card >>> #call', (button) => button.getAttribute('href'));
    expect(link).toBe('tel:120');
    expect(await page.$(countdown)).toBeNull();
    await isSound();
    expect(await crisis()).toMatchObject({ paged: true });
  });

  it('may raise no alert: a value that is rarely seen is asked about on the first page, too', async () => {
    await openAs(await newPatient('Sun Yi'), '/measure?kind=blood-pressure', 'zh-CN', 1440);
    await typeIn('150', '34');
    await says(/请再测量一次.*这个数值很少见/);
    await isSound();
    await page.goto(clinic.url);
    await says(/请再测量一次.*150\/34/);
    await isSound();
    await putForward(page, 61_000);
    await page.locator(again).click();
    await vi.waitFor(() => expect(page.url()).toMatch(/\/measure\?kind=blood-pressure$/), WITHIN);
  });

  it('tells nobody who feels unwell that all is well', async () => {
    await openAs(await newPatient('Wu Tao'), '/measure?kind=blood-pressure');
    await typeIn('124', '78', true);
    await says(/124\/78.*Sit down and rest.*call 120 now/);
    expect(await pageText(page)).not.toContain('Well done');
  });
});
