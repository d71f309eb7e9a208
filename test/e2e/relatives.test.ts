import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { eventually } from '#test/support/eventually.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const ADDRESS = 'na@example.org';

describe('a patient who has a daughter told', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let mail: MailReceiver;
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let page: Page;

  const says = (where: Page, text: RegExp) =>
    vi.waitFor(async () => expect(await pageText(where)).toMatch(text), WITHIN);
  const click = (selector: string) => page.locator(`kh-app >>> kh-relatives >>> ${selector}`).click();
  const fill = (selector: string, text: string) =>
    page.locator(`kh-app >>> kh-relatives >>> ${selector} >>> input`).fill(text);
  const mails = () => mail.mails.filter(({ to }) => to === ADDRESS);

  beforeAll(async () => {
    mail = await startMailReceiver({ port: 0 });
    closers.push(() => mail.close());
    clinic = await startTestClinic({
      KANHU_MAIL_URL: `smtp://127.0.0.1:${mail.port}`,
      KANHU_MAIL_FROM: 'kanhu@clinic.example',
    });
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser();
    closers.push(() => browser.close());
    page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
    await page.goto(`${clinic.url}/notifications`);
    await signInOnPage(page, people.patient);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('names her, and enters the code that she reads out', async () => {
    await click('kh-add-relative >>> #open');
    await fill('wa-input[name=name]', 'Li Na');
    await click('kh-add-relative >>> #add');
    await says(page, /Please say who they are to you/);
    await click('kh-add-relative >>> input[value=child]');
    await click('kh-add-relative >>> #add');
    await says(page, /Li Na is told nothing yet/);
    await fill('kh-add-endpoint >>> wa-input[name=address]', ADDRESS);
    await click('kh-add-endpoint >>> #add');
    const code = await eventually('the code', () => /\d{6}/.exec(mails()[0]?.subject ?? '')?.[0]);
    await says(page, /Ask Li Na for the code/);
    await fill('kh-endpoint-row >>> wa-input[name=code]', code);
    await click('kh-endpoint-row >>> wa-button[data-action=verify]');
    await says(page, /Li Na is told here/);
    await click('kh-endpoint-row >>> kh-tell-from >>> input[value=high]');
    await vi.waitFor(async () => {
      const answer = await people.patient.get('/api/me/notification-endpoints');
      expect(await answer.json()).toMatchObject({ endpoints: [{ tellFrom: 'high' }] });
    }, WITHIN);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('has her told of a dangerous reading, and the doctor sees that she was', async () => {
    const reading = { kind: 'blood-pressure', systolic: 226, diastolic: 118, unit: 'mmHg' };
    const measuredAt = new Date().toISOString();
    const path = `/api/patients/${people.patient.patientId}/observations`;
    expect((await people.patient.send('POST', path, { ...reading, measuredAt })).status).toBe(201);
    const { text } = await eventually('her mail', () => mails()[1]);
    expect(text).toMatch(/Your mother or father has a health reading that needs attention\. Call them now/);
    expect(text).not.toContain('226');
    const { alerts } = (await (await people.doctor.get('/api/alerts?state=open')).json()) as {
      alerts: { id: string }[];
    };
    const context = await browser.createBrowserContext();
    const doctorPage = await context.newPage();
    await doctorPage.goto(`${clinic.url}/alerts/${alerts[0]?.id ?? ''}`);
    await signInOnPage(doctorPage, people.doctor);
    await says(doctorPage, /Li Na\s+Son or daughter\s+e-mail \(e-mail\) · sent/);
    await context.close();
  });

  it('reads that she wants no more, once she has said so by the link in the mail', async () => {
    const link = /https?:\/\/\S+\/stop\/(\S+)/.exec(mails()[1]?.text ?? '')?.[1] ?? '';
    const context = await browser.createBrowserContext();
    const herPage = await context.newPage();
    await herPage.setViewport({ width: 390, height: 844 });
    await herPage.goto(`${clinic.url}/stop/${link}`);
    await says(herPage, /No more messages\?/);
    expect(await axeViolations(herPage)).toEqual([]);
    expect(await pageText(page)).toMatch(/Li Na is told here/);
    await herPage.locator('kh-app >>> kh-stop-page >>> #stop').click();
    await says(herPage, /Nothing more is sent to you/);
    await context.close();
    await page.reload();
    await says(page, /Li Na wants no more messages here/);
  });

  it('takes her away', async () => {
    await click('wa-button[data-action=remove-relative]');
    await says(page, /Tell Li Na nothing more\?/);
    await click('kh-confirm-dialog >>> #confirm');
    await vi.waitFor(async () => expect(await page.$('kh-app >>> kh-relatives >>> .relative')).toBeNull(), WITHIN);
  });
});
