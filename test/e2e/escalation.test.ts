import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { alerts } from '#database/schema/index.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { CARE_TEAM, callsOf, passTime, setPolicy } from '#test/support/escalation.ts';
import { eventually } from '#test/support/eventually.ts';
import { pageAlertIn } from '#test/support/page-alert.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

describe('an alert that nobody answers, on its page', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let page: Page;
  let alertId: string;

  const says = (text: string | RegExp) => vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const press = async (selector: string): Promise<void> => {
    const button = await page.waitForSelector(`>>> ${selector}`);
    await button?.click();
  };

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    await setPolicy(clinic.db, people.administrator, 'high', [CARE_TEAM]);
    alertId = await clinic.db.transaction(async (tx) => {
      const id = await pageAlertIn(tx, people.patient.patientId, 'bp.low');
      await tx.update(alerts).set({ severity: 'high' }).where(eq(alerts.id, id));
      return id;
    });
    await eventually('the care team is called', async () => (await callsOf(clinic.db, alertId)).length === 1, 20_000);
    browser = await launchBrowser();
    closers.push(() => browser.close());
    page = await browser.newPage();
    await page.goto(`${clinic.url}/alerts/${alertId}`);
    await signInOnPage(page, people.doctor);
  });

  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  it('shows who was called and until when they have to answer', async () => {
    await says('Who was called to answer');
    await says(/Tier 1/);
    await says(/to answer by/);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('is snoozed in a dialog that asks why, and says who has snoozed it', async () => {
    await press('#snooze');
    await press('#confirm-snooze');
    await says('Please say why, in a few words.');
    const reason = await page.waitForSelector('>>> input[name=reason]');
    await reason?.type('seen, calling at noon');
    expect(await axeViolations(page)).toEqual([]);
    await press('#confirm-snooze');
    await says('Who has snoozed it');
    await says(new RegExp(`${people.doctor.name}, until`));
    await says('seen, calling at noon');
  });

  it('says loudly that nobody has answered', async () => {
    await passTime(clinic.db, alertId, 15);
    await says('Nobody has answered');
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${clinic.url}/`);
    await says('nobody has answered');
    expect(await axeViolations(page)).toEqual([]);
  });
});
