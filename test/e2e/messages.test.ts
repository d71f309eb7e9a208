import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { MessagePage } from '#contracts/message.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinician, createPatient, joinCareTeam, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

describe('a doctor and a patient who write to each other', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let browser: Browser;
  let patient: Person & { patientId: string };
  let doctor: Person;
  let doctorPage: Page;
  let patientPage: Page;

  const openAs = async (who: Person, path: string, width: number): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    await page.setViewport({ width, height: 900 });
    await page.evaluateOnNewDocument(() => localStorage.setItem('kanhu.locale', 'en'));
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, who);
    return page;
  };
  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const saysNot = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).not.toMatch(text), WITHIN);
  const isSound = async (page: Page): Promise<void> => {
    expect(await findOverflow(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const composer = 'kh-app >>> kh-message-composer >>> ';
  const dialog = 'kh-app >>> kh-write-dialog >>> ';
  const threadOf = async (who: Person) => {
    const answer = await who.get(`/api/patients/${patient.patientId}/messages`);
    return MessagePage.parse(await answer.json());
  };
  const words = async (): Promise<string[]> => (await threadOf(doctor)).messages.map(({ body }) => body);

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    browser = await launchBrowser();
    closers.push(() => browser.close());
    const at = { url: clinic.url, deps: { db: clinic.db } };
    patient = await createPatient(at, 'Qian Yu');
    doctor = await createClinician(at, { name: 'Zhou Min', profession: 'doctor' });
    await joinCareTeam(at, doctor, patient.patientId);
    const measuredAt = new Date().toISOString();
    const reading = { kind: 'blood-pressure', systolic: 194, diastolic: 112, unit: 'mmHg', measuredAt };
    await patient.send('POST', `/api/patients/${patient.patientId}/observations`, reading);
    const { alerts } = AlertList.parse(await (await doctor.get('/api/alerts')).json());
    doctorPage = await openAs(doctor, `/alerts/${alerts[0]?.id ?? ''}`, 1440);
    patientPage = await openAs(patient, '/', 360);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('begins at the alert: the doctor writes, and the patient’s first page says so at once', async () => {
    await doctorPage.bringToFront();
    await doctorPage.locator('kh-app >>> kh-alert-messages >>> #write').click();
    await doctorPage.locator(`${dialog}#send`).click();
    await says(doctorPage, 'Please write something first.');
    await doctorPage.locator(`${dialog}wa-textarea >>> textarea`).fill('Have you taken <b>both</b> tablets?');
    await doctorPage.locator(`${dialog}#send`).click();
    await says(doctorPage, /Zhou Min .* Have you taken <b>both<\/b> tablets\? not read yet/);
    await says(doctorPage, 'Message written to the patient');
    await says(patientPage, /Zhou Min wrote to you 1 unread message/);
    await patientPage.bringToFront();
    await isSound(patientPage);
  });

  it('is read and answered on a telephone, and the doctor’s open alert shows it', async () => {
    await patientPage.locator('kh-app >>> kh-message-card >>> wa-button').click();
    await says(patientPage, 'Have you taken <b>both</b> tablets?');
    await says(doctorPage, 'read by the patient');
    await says(patientPage, 'Messages are not for emergencies: your clinic may answer later. In an emergency call 120');
    const [primary, ...others] = await patientPage.$$('kh-app >>> main >>> wa-button[variant=brand]');
    expect([primary !== undefined, others.length]).toEqual([true, 0]);
    const sizes = await patientPage.$$eval(
      'kh-app >>> kh-message-thread >>> .body, kh-app >>> kh-message-thread >>> .head',
      (found) => found.map((each) => parseFloat(getComputedStyle(each).fontSize)),
    );
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(18);
    await patientPage.locator(`${composer}textarea`).fill('Only one.\nThe other made me dizzy.');
    await patientPage.locator(`${composer}#send`).click();
    await says(patientPage, /You .* Only one\. The other made me dizzy\./);
    await isSound(patientPage);
    await doctorPage.bringToFront();
    await says(doctorPage, /Qian Yu .* Only one\. The other made me dizzy\./);
    await says(doctorPage, 'The patient answered by message');
    await says(patientPage, 'read by your clinic');
    await isSound(doctorPage);
  });

  it('keeps what was typed over a reload and over a lost connection, and sends it once', async () => {
    await patientPage.bringToFront();
    await patientPage.locator(`${composer}textarea`).fill('Should I take it tomorrow?');
    await patientPage.reload();
    const typed = () => patientPage.$eval(`${composer}textarea`, (field) => field.value);
    await vi.waitFor(async () => expect(await typed()).toBe('Should I take it tomorrow?'), WITHIN);
    await patientPage.setOfflineMode(true);
    await patientPage.locator(`${composer}#send`).click();
    await says(patientPage, /This message was not sent\. It stays here until it is\. +No connection to Kanhu/);
    expect(await typed()).toBe('Should I take it tomorrow?');
    await isSound(patientPage);
    await patientPage.setOfflineMode(false);
    await patientPage.locator(`${composer}#send`).click();
    await saysNot(patientPage, 'This message was not sent');
    await vi.waitFor(async () => expect(await typed()).toBe(''), WITHIN);
    expect((await words()).filter((body) => body === 'Should I take it tomorrow?')).toHaveLength(1);
  });

  it('is counted in words on the work-list until it is read on the patient’s page, where it is answered', async () => {
    const listPage = await openAs(doctor, '/', 1440);
    await says(listPage, /Patients in your care/);
    await patientPage.bringToFront();
    await patientPage.locator(`${composer}textarea`).fill('And the day after?');
    await patientPage.locator(`${composer}#send`).click();
    await says(listPage, /\d unread message/);
    await listPage.bringToFront();
    await isSound(listPage);
    await listPage.goto(`${clinic.url}/patients/${patient.patientId}`);
    await says(listPage, 'And the day after?');
    await listPage.$eval('kh-app >>> kh-messages', (element) => element.scrollIntoView());
    await vi.waitFor(async () => expect((await threadOf(doctor)).unread).toBe(0), WITHIN);
    await listPage.locator(`${composer}textarea`).fill('Yes, both days.');
    await listPage.locator(`${composer}#send`).click();
    await says(patientPage, 'Yes, both days.');
    await isSound(listPage);
  });
});
