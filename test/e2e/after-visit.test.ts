import { sql } from 'drizzle-orm';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';
import { findSmallTargets } from './pages/small-targets.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

describe('what follows a visit, in browsers', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let doctorPage: Page;
  let patientPage: Page;
  let id: string;

  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const press = async (page: Page, selector: string): Promise<void> => {
    await page.bringToFront();
    await page.locator(`kh-app >>> ${selector}`).click();
  };
  const isSound = async (page: Page): Promise<void> => {
    await page.bringToFront();
    expect(await findOverflow(page)).toEqual([]);
    expect(await findSmallTargets(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const openAs = async (person: Person, path: string, width: number): Promise<Page> => {
    const page = await (await browser.createBrowserContext()).newPage();
    await page.setViewport({ width, height: 900 });
    await page.evaluateOnNewDocument(() => localStorage.setItem('kanhu.locale', 'en'));
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, person);
    return page;
  };

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    const { patientId } = people.patient;
    const response = await people.doctor.send('POST', '/api/consultations', { patientId });
    ({ id } = ((await response.json()) as { consultation: Consultation }).consultation);
    // That they met is the media node's to say: other tests have it say so.
    await clinic.db.execute(sql`
      update consultations set state = 'in_progress', ring_until = null, started_at = now() where id = ${id}`);
    await people.doctor.send('POST', `/api/consultations/${id}/end`);
    browser = await launchBrowser();
    closers.push(() => browser.close());
    doctorPage = await openAs(people.doctor, `/visits/${id}`, 1440);
    patientPage = await openAs(people.patient, `/call/${id}`, 360);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('is the patient’s word on picture and sound, which the doctor sees', async () => {
    await says(patientPage, /The call has ended.*Your doctor will write down/s);
    await press(patientPage, 'kh-rate-visit >>> input[value=fair]');
    await patientPage.locator('kh-app >>> kh-rate-visit >>> textarea').fill('The picture stood still twice.');
    await isSound(patientPage);
    await press(patientPage, 'kh-rate-visit >>> #rate');
    await says(patientPage, 'Thank you. Your answer is with the clinic.');
    await says(doctorPage, /So-so: it worked, with trouble.*The picture stood still twice\./s);
  });

  it('is the doctor’s word for the patient, who reads it once it is signed', async () => {
    await doctorPage.bringToFront();
    const plain = 'Take two tablets in the morning, and measure each evening.';
    await doctorPage.locator('::-p-aria([name="For the patient, in plain words"][role="textbox"])').fill(plain);
    await press(doctorPage, 'kh-note-editor >>> #sign');
    await press(doctorPage, 'kh-sign-note-dialog >>> #confirm-sign');
    await says(doctorPage, 'Add to the note…');
    await says(patientPage, new RegExp(`From your doctor.*${plain}`, 's'));
    await isSound(patientPage);
  });

  it('is what is added to the signed note, with a reason', async () => {
    await press(doctorPage, 'kh-note-editor >>> #amend');
    await press(doctorPage, 'kh-amend-note-dialog >>> #confirm-amend');
    await says(doctorPage, 'Please write what is added and why');
    await doctorPage.locator('kh-app >>> kh-amend-note-dialog >>> textarea[name=text]').fill('One tablet, not two.');
    await doctorPage.locator('kh-app >>> kh-amend-note-dialog >>> input[name=reason]').fill('dose was wrong');
    await isSound(doctorPage);
    await press(doctorPage, 'kh-amend-note-dialog >>> #confirm-amend');
    const added = /Added after signing.*One tablet, not two\..*Dr Ana Ruiz.*dose was wrong/s;
    await says(doctorPage, added);
    await says(patientPage, added);
  });

  it('is found again by the patient among their visits', async () => {
    await patientPage.goto(`${clinic.url}/health`);
    await says(patientPage, 'Your video visits');
    await isSound(patientPage);
    await press(patientPage, 'kh-past-visits >>> a');
    await says(patientPage, 'One tablet, not two.');
  });
});
