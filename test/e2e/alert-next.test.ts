import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinician, createPatient, joinCareTeam, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

describe('what a doctor does next about an alert', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let browser: Browser;
  let patient: Person & { patientId: string };
  let doctorPage: Page;
  let patientPage: Page;

  const openAs = async (who: Person, path: string, width: number): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    await page.setViewport({ width, height: 1_400 });
    await page.evaluateOnNewDocument(() => localStorage.setItem('kanhu.locale', 'en'));
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, who);
    return page;
  };
  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const isSound = async (page: Page): Promise<void> => {
    expect(await findOverflow(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const typeIn = async (systolic: number, diastolic: number): Promise<void> => {
    const reading = { kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', measuredAt: new Date().toISOString() };
    const answer = await patient.send('POST', `/api/patients/${patient.patientId}/observations`, reading);
    expect(answer.status).toBe(201);
  };

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    browser = await launchBrowser();
    closers.push(() => browser.close());
    const at = { url: clinic.url, deps: { db: clinic.db } };
    patient = await createPatient(at, 'Qian Yu');
    const doctor = await createClinician(at, { name: 'Zhou Min', profession: 'doctor' });
    await joinCareTeam(at, doctor, patient.patientId);
    await typeIn(194, 112);
    const { alerts } = AlertList.parse(await (await doctor.get('/api/alerts')).json());
    doctorPage = await openAs(doctor, `/alerts/${alerts[0]?.id ?? ''}`, 1440);
    patientPage = await openAs(patient, '/', 360);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('asks for a reading, which the patient is shown and takes, and sees it come', async () => {
    await doctorPage.bringToFront();
    await doctorPage.locator('kh-app >>> kh-ask-measurement >>> #ask').click();
    await says(doctorPage, /Zhou Min asked .* nothing has come yet/);
    await isSound(doctorPage);
    await says(patientPage, /Please measure your blood pressure now.*Zhou Min asks for it/);
    await patientPage.bringToFront();
    await isSound(patientPage);
    await typeIn(141, 86);
    await says(doctorPage, /141\/86 mmHg came/);
    await vi.waitFor(
      async () => expect(await pageText(patientPage)).not.toMatch(/Please measure your blood pressure now/),
      WITHIN,
    );
  });

  it('books a visit, which stands on the patient’s first page', async () => {
    await doctorPage.bringToFront();
    await doctorPage.locator('kh-app >>> kh-alert-next >>> #follow-up').click();
    await doctorPage.locator('kh-app >>> kh-follow-up-dialog >>> #book').click();
    await says(doctorPage, /Booked for/);
    // What fades out has less contrast than what stands.
    await vi.waitFor(
      async () => expect(await doctorPage.$('kh-app >>> kh-follow-up-dialog >>> input[name=time]')).toBeNull(),
      WITHIN,
    );
    await isSound(doctorPage);
    await says(patientPage, /Video visit with Zhou Min/);
  });
});
