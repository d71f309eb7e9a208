import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { putForward, useOwnClock } from '#test/support/page-clock.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { raiseAlertIn } from '#test/support/raise-alert.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

type Heard = { alerts: string[] };
type ListeningWindow = Window & { heard?: Heard };

let clinic: TestClinic;
let people: People;
let browser: Browser;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  clinic = await startTestClinic();
  closers.push(clinic.stop);
  people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
  browser = await launchBrowser();
  closers.push(() => browser.close());
}, 300_000);

afterAll(async () => {
  for (const close of closers.toReversed()) await close();
}, 60_000);

const openAs = async (person: Person, { locale = 'en', width = 1440 } = {}): Promise<Page> => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.evaluateOnNewDocument(useOwnClock);
  await page.evaluateOnNewDocument((language) => localStorage.setItem('kanhu.locale', language), locale);
  await page.setViewport({ width, height: 800 });
  await page.goto(clinic.url);
  await signInOnPage(page, person);
  await page.waitForSelector('kh-app >>> kh-stale-notice');
  return page;
};
const cut = (page: Page, offline: boolean): Promise<void> => page.setOfflineMode(offline);
const ageLine = (page: Page): Promise<string | null> =>
  page.$$eval('kh-app >>> kh-stale-notice >>> .age', ([line]) => line?.textContent ?? null);
const isStale = (page: Page) => vi.waitFor(async () => expect(await ageLine(page)).not.toBeNull(), WITHIN);
const isFresh = (page: Page) => vi.waitFor(async () => expect(await ageLine(page)).toBeNull(), WITHIN);

/** Writes down what a screen reader is given to read out at once, each time that it changes. */
const listenToAlert = (page: Page): Promise<void> =>
  page.$eval('kh-app >>> kh-stale-notice >>> [role=alert]', (region) => {
    const heard: Heard = { alerts: [] };
    (window as ListeningWindow).heard = heard;
    new MutationObserver(() => heard.alerts.push(region.textContent.trim().replaceAll(/\s+/g, ' '))).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
const heardAlerts = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as ListeningWindow).heard?.alerts ?? []);

describe('a page whose data are old', () => {
  it('says so to a clinician once, counts the age up, and is silent when it has caught up', async () => {
    const page = await openAs(people.doctor);
    await page.waitForSelector('kh-app >>> kh-work-list-page');
    expect(await ageLine(page)).toBeNull();
    await listenToAlert(page);
    await cut(page, true);
    await isStale(page);
    const first = await ageLine(page);
    expect(first).toMatch(/^No data for \d+ secs?, last known \d\d:\d\d$/);
    const ages = new Set<string | null>();
    await vi.waitFor(async () => expect(ages.add(await ageLine(page)).size).toBeGreaterThan(3), WITHIN);
    const loss = 'There is no connection; the page keeps trying. New alerts and readings may be missing here.';
    expect(await heardAlerts(page)).toEqual([expect.stringContaining(loss)]);
    // It takes room of its own, and what was there is still there.
    const [notice, main] = await Promise.all(
      ['kh-app >>> kh-stale-notice', 'kh-app >>> main'].map(async (selector) =>
        page.$eval(selector, (element) => element.getBoundingClientRect().toJSON() as DOMRect),
      ),
    );
    expect(notice?.bottom).toBeLessThanOrEqual(main?.top ?? 0);
    expect(await axeViolations(page)).toEqual([]);

    await clinic.db.transaction((tx) => raiseAlertIn(tx, people.patient.patientId));
    await cut(page, false);
    await isFresh(page);
    await vi.waitFor(async () => expect(await pageText(page)).toContain('The data are up to date again.'), WITHIN);
    await page.waitForSelector('kh-app >>> kh-alert-row', { timeout: WITHIN.timeout });
    expect((await heardAlerts(page)).filter((words) => words !== '')).toHaveLength(1);
  }, 120_000);

  it('gives a patient the emergency number, in Chinese and on a phone', async () => {
    const page = await openAs(people.patient, { locale: 'zh-CN', width: 360 });
    // Where the patient is has been asked for by then.
    await page.waitForNetworkIdle();
    await cut(page, true);
    await isStale(page);
    expect(await ageLine(page)).toMatch(/没有新数据，最后已知时间 \d\d:\d\d$/);
    await page.waitForSelector('kh-app >>> kh-stale-notice >>> a[href="tel:120"]');
    expect(await findOverflow(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await cut(page, false);
    await isFresh(page);
  }, 120_000);

  it('says so to an administrator', async () => {
    const page = await openAs(people.administrator);
    await cut(page, true);
    await isStale(page);
    expect(await pageText(page)).toContain('check the network first, then the service');
  }, 60_000);

  it('connects anew after its machine slept, whatever its connection seems to be', async () => {
    const page = await openAs(people.doctor);
    await page.waitForSelector('kh-app >>> kh-work-list-page');
    const session = await page.createCDPSession();
    await session.send('Network.enable');
    const connected = new Promise((resolve) => session.once('Network.webSocketHandshakeResponseReceived', resolve));
    await putForward(page, 600_000);
    await connected;
    await isFresh(page);
  }, 60_000);
});
