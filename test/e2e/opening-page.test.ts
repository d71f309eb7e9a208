import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RuleId } from '#contracts/rule.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { pageAlertIn } from '#test/support/page-alert.ts';
import { signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

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

const isListOfAlerts = (request: HTTPRequest): boolean => request.url().includes('/api/alerts?state=open');

const readOpenAlerts = async (): Promise<string> => {
  const answer = await fetch(`${clinic.url}/api/alerts?state=open&limit=200`, {
    headers: { cookie: people.doctor.cookie },
  });
  expect(answer.status).toBe(200);
  return answer.text();
};

const raise = (ruleId: RuleId): Promise<string> =>
  clinic.db.transaction((tx) => pageAlertIn(tx, people.patient.patientId, ruleId));

const untilRelayed = (alertId: string): Promise<void> =>
  vi.waitFor(async () => {
    const [row] = await clinic.sql`select 1 from events where payload -> 'alert' ->> 'id' = ${alertId}`;
    expect(row).toBeDefined();
  }, WITHIN);

/** The page has told the server that it shows the news of this alert. */
const untilConfirmed = (alertId: string): Promise<void> =>
  vi.waitFor(async () => {
    const [row] = await clinic.sql`
      select 1 from deliveries where alert_id = ${alertId} and recipient_id = ${people.doctor.userId}
        and channel = 'in-app' and state = 'delivered'`;
    expect(row).toBeDefined();
  }, WITHIN);

/** A doctor's page whose first `count` lists of alerts are answered by `answer`; all later ones by the server. */
const openWith = async (count: number, answer: () => Promise<string>): Promise<Page> => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  let left = count;
  let answered: Promise<string> | undefined;
  const pass = async (request: HTTPRequest): Promise<void> => {
    if (!isListOfAlerts(request) || left === 0) return request.continue();
    left -= 1;
    answered ??= answer();
    return request.respond({ status: 200, contentType: 'application/json', body: await answered });
  };
  await page.setRequestInterception(true);
  page.on('request', (request) => void pass(request));
  await page.goto(clinic.url);
  await signInOnPage(page, people.doctor);
  return page;
};

const showsAlert = (page: Page, alertId: string): Promise<unknown> =>
  page.waitForSelector(`kh-app >>> kh-alert-row[data-alert-id="${alertId}"]`, { timeout: WITHIN.timeout });

describe('a page that is opened while an alert is raised', () => {
  it('shows one that its list does not know and that came before its connection', async () => {
    const before = await readOpenAlerts();
    const alertId = await raise('bp.crisis');
    await untilRelayed(alertId);
    const page = await openWith(1, () => Promise.resolve(before));
    await showsAlert(page, alertId);
  }, 120_000);

  it('keeps one that was heard of while a list was on its way that does not know it', async () => {
    const raised = Promise.withResolvers<string>();
    const page = await openWith(2, async () => {
      const before = await readOpenAlerts();
      // Both lists, before and after it has connected, wait until the page has heard of the alert by its connection.
      const alertId = await raise('glucose.low-2');
      await untilConfirmed(alertId);
      raised.resolve(alertId);
      return before;
    });
    await showsAlert(page, await raised.promise);
  }, 120_000);
});
