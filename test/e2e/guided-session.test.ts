import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { HomeProtocol } from '#contracts/home-protocol.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { putForward, useOwnClock } from '#test/support/page-clock.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

/** A zone where it is seven in the morning now, so that a session is open whenever the test runs. */
const zoneWhereItIsSeven = (): string => {
  const ahead = (7 - new Date().getUTCHours() + 24) % 24;
  const offset = ahead > 12 ? ahead - 24 : ahead;
  // The names of these zones have the sign turned round.
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
};

describe('a guided session of home blood pressure', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let page: Page;

  const openAs = async (person: Person, width: number): Promise<Page> => {
    const context: BrowserContext = await browser.createBrowserContext();
    closers.push(() => context.close());
    const opened = await context.newPage();
    await opened.setViewport({ width, height: 800 });
    await opened.evaluateOnNewDocument(useOwnClock);
    await opened.goto(clinic.url);
    await signInOnPage(opened, person);
    await vi.waitFor(async () => expect(await pageText(opened)).not.toContain('Password'), WITHIN);
    return opened;
  };
  const heading = (): Promise<string | undefined> =>
    page.$eval('kh-app >>> kh-guided-session >>> h1', (element) => element.textContent.trim()).catch(() => undefined);
  const untilHeading = (words: string) => vi.waitFor(async () => expect(await heading()).toBe(words), WITHIN);
  const expectSound = async (what: Page): Promise<void> => {
    expect(await findOverflow(what)).toEqual([]);
    expect(await axeViolations(what)).toEqual([]);
  };
  const field = (name: string) => `kh-app >>> kh-measure-form >>> wa-input[name=${name}] >>> input`;
  const valueOf = (name: string): Promise<string> =>
    page.$eval(field(name), (input) => (input as HTMLInputElement).value);
  const typeIn = async (systolic: string, diastolic: string): Promise<void> => {
    await page.locator(field('systolic')).fill(systolic);
    await page.locator(field('diastolic')).fill(diastolic);
  };
  const save = (): Promise<void> => page.locator('kh-app >>> kh-measure-form >>> wa-button[type=submit]').click();
  const protocolOf = async (patientId: string): Promise<HomeProtocol> =>
    HomeProtocol.parse(await (await people.patient.get(`/api/patients/${patientId}/home-protocol`)).json());

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    await clinic.sql`update patients set time_zone = ${zoneWhereItIsSeven()}`;
    browser = await launchBrowser();
    closers.push(() => browser.close());
    page = await openAs(people.patient, 360);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('begins with five minutes of sitting, by keyboard alone', async () => {
    await page.goto(`${clinic.url}/measure?series`);
    await page.waitForSelector('kh-app >>> kh-series-start >>> #begin');
    await page.focus('kh-app >>> kh-series-start >>> #begin');
    await page.keyboard.press('Enter');
    await untilHeading('Sit still for five minutes');
    const isFocused = await page.$eval('kh-app >>> kh-guided-session >>> h1', (element) => element.matches(':focus'));
    expect(isFocused).toBe(true);
    expect(await pageText(page)).toMatch(/\b(5:00|4:5\d)\b/);
    await putForward(page, 5 * 60_000);
    await untilHeading('First reading');
  });

  it('keeps what was typed over a reload', async () => {
    await typeIn('148', '86');
    await page.reload();
    await untilHeading('First reading');
    await vi.waitFor(async () => expect(await valueOf('systolic')).toBe('148'), WITHIN);
    expect(await valueOf('diastolic')).toBe('86');
  });

  it('waits a minute, and asks for a third reading where the two are far apart', async () => {
    await save();
    await untilHeading('Stay seated for one minute');
    expect(await pageText(page)).toContain('148/86');
    await expectSound(page);
    await putForward(page, 61_000);
    await untilHeading('Second reading');
    expect(await valueOf('systolic')).toBe('');
    await typeIn('130', '84');
    await save();
    await untilHeading('Stay seated for one minute');
    await page.locator('kh-app >>> kh-guided-session >>> #waited').click();
    await untilHeading('Third reading');
    await typeIn('139', '85');
    await save();
    await untilHeading('This morning is done');
    const text = await pageText(page);
    // (148 + 130 + 139) / 3 and (86 + 84 + 85) / 3
    expect(text).toContain('139/85');
    expect(text).toContain('Next: this evening, between 16:00 and 24:00.');
    expect(text).toContain('Day 1 of 7');
    await expectSound(page);
  });

  it('stands on the server: another phone and the doctor see it', async () => {
    const { series, session } = await protocolOf(people.patient.patientId);
    expect(session).toMatchObject({ next: null });
    expect(series).toMatchObject({ day: 1, readings: 3, countedReadings: 0 });
    const phone = await openAs(people.patient, 390);
    await phone.goto(`${clinic.url}/measure?series`);
    await vi.waitFor(async () => expect(await pageText(phone)).toContain('Morning: done.'), WITHIN);
    await expectSound(phone);
    const desk = await openAs(people.doctor, 1440);
    await desk.goto(`${clinic.url}/patients/${people.patient.patientId}`);
    await vi.waitFor(async () => expect(await pageText(desk)).toContain('Home blood pressure, seven days'), WITHIN);
    expect(await pageText(desk)).toContain('3 readings, 0 of them counted');
    await expectSound(desk);
  });

  it('stops at a dangerous value and says what to do', async () => {
    page = await openAs(people.otherPatient, 360);
    await page.goto(`${clinic.url}/measure?guided=begin`);
    await page.locator('kh-app >>> kh-guided-session >>> #rested').click();
    await untilHeading('First reading');
    await typeIn('192', '114');
    await save();
    await untilHeading('We stop here for now');
    await vi.waitFor(async () => expect(await pageText(page)).toContain('Please measure once more'), WITHIN);
    const text = await pageText(page);
    expect(text).toContain('192/114');
    expect(text).toContain('One very high value alone');
    expect(text).toContain('call 120 now');
    await expectSound(page);
    const { alerts } = AlertList.parse(await (await people.otherPatient.get('/api/alerts?state=open')).json());
    expect(alerts.map(({ ruleId }) => ruleId)).toEqual(['bp.crisis']);
    expect(await page.$('kh-app >>> kh-guided-session >>> #again')).toBeNull();
    await putForward(page, 61_000);
    await page.locator('kh-app >>> kh-guided-session >>> #again').click();
    await vi.waitFor(() => expect(new URL(page.url()).search).toBe('?kind=blood-pressure'), WITHIN);
  });
});
