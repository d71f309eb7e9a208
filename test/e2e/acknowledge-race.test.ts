import { and, eq, sql } from 'drizzle-orm';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { alertEvents, alerts } from '#database/schema/index.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { pageAlertIn } from '#test/support/page-alert.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const TOO_LATE = /Somebody else was first/;

describe('an alert that two clinicians take at once', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let alertId: string;
  let pages: { person: Person; page: Page }[];
  let winner: (typeof pages)[number];
  let loser: (typeof pages)[number];

  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);

  /** Neither request goes on to the server before both pages have sent theirs. */
  const holdUntilBoth = async (): Promise<void> => {
    const held: HTTPRequest[] = [];
    for (const { page } of pages) {
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        if (!request.url().endsWith('/acknowledge')) return void request.continue();
        held.push(request);
        if (held.length === pages.length) for (const each of held) void each.continue();
      });
    }
  };

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    alertId = await clinic.db.transaction((tx) => pageAlertIn(tx, people.patient.patientId));
    browser = await launchBrowser();
    closers.push(() => browser.close());
    pages = [];
    for (const person of [people.doctor, people.nurse]) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.evaluateOnNewDocument(() => localStorage.setItem('kanhu.locale', 'en'));
      await page.goto(`${clinic.url}/alerts/${alertId}`);
      await signInOnPage(page, person);
      await page.waitForSelector('kh-app >>> #acknowledge');
      pages.push({ person, page });
    }
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('is one’s alone; the other page says so and shows who has it', async () => {
    await holdUntilBoth();
    for (const { page } of pages) {
      await page.bringToFront();
      await page.locator('kh-app >>> #acknowledge').click();
    }
    const [alert] = await eventuallyTaken();
    const first = pages.find(({ person }) => person.userId === alert?.acknowledgedBy);
    const second = pages.find((each) => each !== first);
    if (!first || !second) throw new Error('somebody else than these two has it');
    [winner, loser] = [first, second];
    await says(loser.page, TOO_LATE);
    for (const { page } of pages) {
      await says(page, `${winner.person.name} took it`);
      await vi.waitFor(async () => expect(await page.$('kh-app >>> #acknowledge')).toBeNull(), WITHIN);
    }
    expect(await pageText(winner.page)).not.toMatch(TOO_LATE);
    const taken = await clinic.db
      .select()
      .from(alertEvents)
      .where(and(eq(alertEvents.alertId, alertId), eq(alertEvents.type, 'acknowledged')));
    expect(taken).toMatchObject([{ actor: { type: 'user', id: winner.person.userId } }]);
  });

  it('waits for somebody again when it comes back, and no page goes on saying that it is taken', async () => {
    // As if half an hour had gone by since.
    await clinic.db
      .update(alerts)
      .set({ returnsAt: sql`now()` })
      .where(eq(alerts.id, alertId));
    for (const { page } of pages) await page.waitForSelector('kh-app >>> #acknowledge', { timeout: WITHIN.timeout });
    expect(await pageText(loser.page)).not.toMatch(TOO_LATE);
  });

  const eventuallyTaken = () =>
    vi.waitFor(async () => {
      const rows = await clinic.db.select().from(alerts).where(eq(alerts.id, alertId));
      expect(rows).toMatchObject([{ state: 'acknowledged' }]);
      return rows;
    }, WITHIN);
});
