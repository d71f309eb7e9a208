import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '#database/ids.ts';
import { alerts, onCallRosters, onCallShifts } from '#database/schema/index.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { CARE_TEAM, setPolicy, tierOf } from '#test/support/escalation.ts';
import { pageAlertIn } from '#test/support/page-alert.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';
import { findSmallTargets } from './pages/small-targets.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

describe('an alert that is handed from one page to another', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let alertId: string;
  let giver: Page;
  let receiver: Page;

  const openAs = async (who: Person, path: string, width: number): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    await page.setViewport({ width, height: 1_000 });
    await page.evaluateOnNewDocument(() => localStorage.setItem('kanhu.locale', 'en'));
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, who);
    return page;
  };
  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const saysNot = (page: Page, text: RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).not.toMatch(text), WITHIN);
  const press = (page: Page, selector: string): Promise<void> => page.locator(`kh-app >>> ${selector}`).click();
  const isSound = async (page: Page): Promise<void> => {
    await page.bringToFront();
    // What fades has less contrast than what stands, and what grows is smaller.
    await page.waitForFunction(() => {
      const isMoving = (root: Document | ShadowRoot): boolean =>
        root.getAnimations().length > 0 ||
        [...root.querySelectorAll('*')].some(({ shadowRoot }) => shadowRoot !== null && isMoving(shadowRoot));
      return !isMoving(document);
    });
    expect(await findOverflow(page)).toEqual([]);
    expect(await findSmallTargets(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const offer = async (): Promise<void> => {
    await giver.bringToFront();
    await press(giver, '#hand-over');
    const search = await giver.waitForSelector('kh-app >>> kh-colleague-choice >>> input[name=search]');
    await search?.type('fremd');
    await press(giver, `kh-colleague-choice >>> input[value="${people.outsider.userId}"]`);
    await press(giver, 'kh-reason-choice >>> input[value="with-another-patient"]');
    await isSound(giver);
    await press(giver, '#confirm-hand-over');
    await vi.waitFor(async () => expect(await giver.$('kh-app >>> kh-hand-over-dialog >>> form')).toBeNull(), WITHIN);
  };

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    await setPolicy(clinic.db, people.administrator, 'high', [CARE_TEAM, tierOf([people.outsider])]);
    const made = { createdAt: new Date(), createdBy: people.administrator.userId };
    const rosterId = newId();
    await clinic.db.insert(onCallRosters).values({ id: rosterId, name: 'Endocrinology', ...made });
    await clinic.db.insert(onCallShifts).values({
      ...{ id: newId(), rosterId, weekdays: [1, 2, 3, 4, 5, 6, 7], people: [people.outsider.userId] },
      ...{ startsAt: '08:00', endsAt: '08:00', validFrom: '2026-01-01', handOver: 'shift', holidays: 'included' },
      ...made,
    });
    alertId = await clinic.db.transaction(async (tx) => {
      const paged = await pageAlertIn(tx, people.patient.patientId, 'bp.low');
      await tx.update(alerts).set({ severity: 'high' }).where(eq(alerts.id, paged));
      return paged;
    });
    browser = await launchBrowser();
    closers.push(() => browser.close());
    giver = await openAs(people.doctor, `/alerts/${alertId}`, 1440);
    receiver = await openAs(people.outsider, `/alerts/${alertId}`, 360);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('is nothing that somebody outside the care team sees before', async () => {
    await says(receiver, 'This does not exist, or it is not yours to see.');
    expect(await pageText(receiver)).not.toContain(people.patient.name);
    await receiver.goto(`${clinic.url}/`);
    await says(receiver, 'Nobody is waiting');
    await isSound(giver);
  });

  it('says what is missing, and who is on call first', async () => {
    await giver.bringToFront();
    await press(giver, '#hand-over');
    await says(giver, /Dr Otto Fremd doctor\s+on call: Endocrinology/);
    await press(giver, '#confirm-hand-over');
    await says(giver, 'Please choose a colleague.');
    await giver.keyboard.press('Escape');
    await saysNot(giver, /Please choose a colleague/);
  });

  it('stays the giver’s, and shows in the other one’s list at once', async () => {
    await offer();
    await says(giver, /Offered to Dr Otto Fremd, \d\d:\d\d.*Yours until it is taken.*I am with another patient/s);
    await isSound(giver);
    await says(receiver, '1 alert needs someone');
    await says(receiver, 'Dr Ana Ruiz hands it to you');
    await isSound(receiver);
  });

  it('is declined with a reason, and then out of sight', async () => {
    await receiver.bringToFront();
    await press(receiver, 'kh-alert-row >>> a');
    await says(receiver, 'Dr Ana Ruiz hands this to you: I am with another patient');
    // Until the patient is loaded the name stands alone.
    await says(receiver, '68 years');
    await isSound(receiver);
    await press(receiver, '#decline');
    await press(receiver, 'kh-decline-dialog >>> kh-reason-choice >>> input[value="other"]');
    const words = await receiver.waitForSelector('kh-app >>> kh-decline-dialog >>> input[name=words]');
    await words?.type('on the motorway');
    await press(receiver, '#confirm-decline');
    await says(receiver, 'Nobody is waiting');
    await says(giver, /Hand-over declined.*on the motorway/s);
    await saysNot(giver, /Offered to/);
  });

  it('is taken, and the giver’s page says so by itself', async () => {
    await offer();
    await says(receiver, 'Dr Ana Ruiz hands it to you');
    await receiver.bringToFront();
    await press(receiver, 'kh-alert-row >>> a');
    await press(receiver, '#take');
    await says(receiver, /Dr Otto Fremd took it/);
    await says(giver, /Dr Otto Fremd took it/);
    await says(giver, /Taken over/);
    expect(await giver.$('kh-app >>> #hand-over')).toBeNull();
    await isSound(receiver);
  });

  it('is taken back by the giver, and goes from the other one’s page', async () => {
    // Back to the one who had it first, who then offers it once more.
    await people.outsider.send('POST', `/api/alerts/${alertId}/hand-over`, {
      toUserId: people.doctor.userId,
      reason: 'shift-ends',
    });
    await giver.bringToFront();
    await says(giver, 'Dr Otto Fremd hands this to you: My shift ends');
    await press(giver, '#take');
    await says(giver, /Dr Ana Ruiz took it/);
    await offer();
    await says(receiver, /hands this to you/);
    await giver.bringToFront();
    await press(giver, '#take-back');
    await saysNot(giver, /Offered to/);
    await saysNot(receiver, /hands this to you/);
  });

  it('is escalated in a dialog that says who is next', async () => {
    await press(giver, '#escalate');
    await says(giver, 'Next: Dr Otto Fremd');
    await isSound(giver);
    await press(giver, '#confirm-escalate');
    await says(giver, 'Please say why, in a few words.');
    await press(giver, 'kh-escalate-dialog >>> kh-reason-choice >>> input[value="needs-help"]');
    await press(giver, '#confirm-escalate');
    await says(giver, /Escalated.*I need help with it/s);
    await says(giver, /Tier 2/);
  });

  it('is told again to whoever ends their own snooze', async () => {
    await people.doctor.send('POST', `/api/alerts/${alertId}/snooze`, {
      ...{ until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'seen' },
    });
    await says(giver, 'Who has snoozed it');
    await isSound(giver);
    await press(giver, '#end-snooze');
    await saysNot(giver, /Who has snoozed it/);
    await says(giver, 'Snooze ended early');
  });
});
