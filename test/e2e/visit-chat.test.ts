import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { openPage, pageText, received, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';
import { findSmallTargets } from './pages/small-targets.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const FIELD = 'kh-app >>> kh-visit-chat >>> textarea';
const CHAT_BUTTON = 'kh-app >>> kh-chat-drawer >>> button';

describe('the chat of a visit in browsers', () => {
  const closers: (() => Promise<unknown>)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-chat-'));
  const downloads = join(folder, 'downloads');
  const picture = new PNG({ width: 64, height: 64 });
  picture.data.fill(0x7f);
  const pictureBytes = PNG.sync.write(picture);
  const planPath = join(folder, 'plan.png');
  const scriptPath = join(folder, 'photo.png');
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let doctorPage: Page;
  let patientPage: Page;
  let visitId: string;

  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const isSound = async (page: Page): Promise<void> => {
    await page.bringToFront();
    expect(await findOverflow(page)).toEqual([]);
    expect(await findSmallTargets(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const openAs = async (person: Person, colour: string, size: { width: number; height: number }): Promise<Page> => {
    const context = await browser.createBrowserContext({
      downloadBehavior: { policy: 'allow', downloadPath: downloads },
    });
    const page = await openPage(context, clinic.url, { colour, ...size });
    await page.evaluateOnNewDocument(() => localStorage.setItem('kanhu.locale', 'en'));
    await page.reload();
    await signInOnPage(page, person);
    return page;
  };
  const write = async (page: Page, text: string): Promise<void> => {
    await page.bringToFront();
    await page.locator(FIELD).fill(text);
    const field = await page.waitForSelector(FIELD);
    await field?.press('Enter');
    await vi.waitFor(async () => expect(await field?.evaluate((shown) => shown.value)).toBe(''), WITHIN);
  };
  const attach = async (page: Page, path: string): Promise<void> => {
    await page.bringToFront();
    const [chooser] = await Promise.all([
      page.waitForFileChooser(),
      page.locator('kh-app >>> kh-visit-chat >>> #attach').click(),
    ]);
    await chooser.accept([path]);
  };
  const press = (page: Page, name: string) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click();

  beforeAll(async () => {
    closers.push(() => rm(folder, { recursive: true, force: true }));
    writeFileSync(planPath, pictureBytes);
    writeFileSync(scriptPath, '<!doctype html><script>alert(1)</script>');
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser({ hasFakeMedia: true });
    closers.push(() => browser.close());
    const startsAt = new Date(Date.now() + 600_000).toISOString();
    const { patientId } = people.patient;
    const booked = await people.doctor.send('POST', '/api/consultations', { patientId, startsAt });
    visitId = ((await booked.json()) as { consultation: Consultation }).consultation.id;
    await people.patient.send('POST', `/api/consultations/${visitId}/check-in`);
    doctorPage = await openAs(people.doctor, '#1e32c8', { width: 1440, height: 900 });
    patientPage = await openAs(people.patient, '#c81e1e', { width: 360, height: 740 });
    await says(doctorPage, 'Patients in your care');
    await says(patientPage, 'To the waiting room');
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('takes what the patient writes while waiting to the doctor’s page', async () => {
    await patientPage.goto(`${clinic.url}/call/${visitId}`);
    await says(patientPage, /Write while you wait.*Nothing is written yet\./s);
    await write(patientPage, 'I have the new tablets here.');
    await says(patientPage, /You\s+\d\d:\d\d\s+I have the new tablets here\./);
    await isSound(patientPage);
    await doctorPage.bringToFront();
    await doctorPage.locator('kh-app >>> kh-waiting-patients >>> a.chat').click();
    await says(
      doctorPage,
      new RegExp(`${people.patient.name}\\s+Patient\\s+\\d\\d:\\d\\d\\s+I have the new tablets here`),
    );
    await isSound(doctorPage);
  });

  it('keeps what could not be sent, also over a reload, and sends it once', async () => {
    await patientPage.setOfflineMode(true);
    await write(patientPage, 'Both of them.');
    await says(patientPage, /Both of them\.\s+Not sent\./);
    await isSound(patientPage);
    await patientPage.setOfflineMode(false);
    await patientPage.reload();
    await says(patientPage, /Both of them\.\s+Not sent\./);
    expect(await pageText(doctorPage)).not.toContain('Both of them.');
    await press(patientPage, 'Try again');
    await says(doctorPage, 'Both of them.');
    await says(patientPage, /You\s+\d\d:\d\d\s+Both of them\./);
    expect((await pageText(patientPage)).match(/Both of them\./g)).toHaveLength(1);
  });

  it('takes no file that is not what it is called', async () => {
    await attach(patientPage, scriptPath);
    await says(patientPage, /photo\.png\s+Not sent\.\s+Only pictures \(JPEG, PNG, WebP\) and PDF files can be sent\./);
    await press(patientPage, 'Remove');
    await vi.waitFor(async () => expect(await pageText(patientPage)).not.toContain('photo.png'), WITHIN);
  });

  it('goes on in the visit, where the patient’s button counts what is new', async () => {
    await doctorPage.bringToFront();
    await doctorPage.locator('kh-app >>> kh-visit-outcome >>> kh-let-in >>> #let-in').click();
    for (const page of [doctorPage, patientPage])
      await vi.waitFor(async () => expect((await received(page)).framesDecoded).toBeGreaterThan(10), WITHIN);
    await says(patientPage, /Hang up.*Chat/s);
    await write(doctorPage, 'Thank you. Here is your plan.');
    await attach(doctorPage, planPath);
    await says(doctorPage, /Save plan\.png/);
    await says(patientPage, 'Chat: 2 new');
    await isSound(patientPage);
  });

  it('opens below the picture, and the patient keeps the file as the doctor sent it', async () => {
    await patientPage.locator(CHAT_BUTTON).click();
    await says(patientPage, /Close chat.*Thank you\. Here is your plan\..*Save plan\.png/s);
    await doctorPage.bringToFront();
    await isSound(patientPage);
    const video = await patientPage.waitForSelector('kh-app >>> kh-call');
    const drawer = await patientPage.waitForSelector('kh-app >>> kh-chat-drawer');
    const [above, below] = [await video?.boundingBox(), await drawer?.boundingBox()];
    expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
    await patientPage.locator('kh-app >>> kh-chat-drawer >>> kh-visit-entries >>> a.file').click();
    await vi.waitFor(() => expect(readdirSync(downloads)).toEqual(['plan.png']), WITHIN);
    expect(readFileSync(join(downloads, 'plan.png')).equals(pictureBytes)).toBe(true);
    await write(patientPage, 'I have it.');
    await says(doctorPage, 'I have it.');
    await patientPage.keyboard.press('Escape');
    await vi.waitFor(async () => expect(await pageText(patientPage)).not.toContain('Close chat'), WITHIN);
    expect(await pageText(patientPage)).not.toMatch(/Chat: \d/);
  });

  it('is read when the visit is over, and not written', async () => {
    await doctorPage.bringToFront();
    await press(doctorPage, 'End visit');
    await says(doctorPage, /The visit is over.*I have it\./s);
    await says(patientPage, /What you wrote to each other.*Save plan\.png.*I have it\./s);
    for (const page of [doctorPage, patientPage]) {
      expect(await page.$(FIELD)).toBeNull();
      await isSound(page);
    }
  });
});
