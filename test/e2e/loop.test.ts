import mqtt, { type MqttClient } from 'mqtt';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertDetail, AlertList } from '#contracts/alert.ts';
import { CreatedDevice } from '#contracts/device.ts';
import { readingsTopic } from '#contracts/mqtt.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { colourOnScreen, openPage, pageText, received, signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 30_000, interval: 200 };

/** What the patient's and the doctor's cameras show. VP8 changes a colour a little, never one into the other. */
const PATIENT_COLOUR = '#c81e1e';
const DOCTOR_COLOUR = '#1e32c8';

describe('the whole loop in a browser: reading, alert, call, note, resolved', () => {
  /** What was opened, to be closed also when a later step of the opening failed. */
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let device: MqttClient;
  let deviceId: string;
  let doctorPage: Page;
  let patientPage: Page;

  const publish = (systolic: number, diastolic: number, measuredAt = new Date()): Promise<unknown> =>
    device.publishAsync(
      readingsTopic(deviceId),
      JSON.stringify({
        kind: 'blood-pressure',
        measuredAt: measuredAt.toISOString(),
        systolic,
        diastolic,
        pulse: 88,
        unit: 'mmHg',
      }),
      { qos: 1 },
    );

  const readAlerts = async () =>
    AlertList.parse(await (await people.doctor.get('/api/alerts?state=open')).json()).alerts;

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    const created = CreatedDevice.parse(
      await (await people.doctor.send('POST', '/api/devices', { label: 'cuff', kinds: ['blood-pressure'] })).json(),
    );
    deviceId = created.device.id;
    const assigned = await people.doctor.send('POST', `/api/devices/${deviceId}/assignment`, {
      patientId: people.patient.patientId,
    });
    expect(assigned.ok).toBe(true);
    device = await mqtt.connectAsync(clinic.mqttUrl, { clientId: deviceId, ...created.credentials });
    closers.push(() => device.endAsync());
    browser = await launchBrowser({ hasFakeMedia: true });
    closers.push(() => browser.close());
    const open = async (colour: string, width: number, height: number) =>
      openPage(await browser.createBrowserContext(), clinic.url, { colour, width, height });
    doctorPage = await open(DOCTOR_COLOUR, 1440, 900);
    patientPage = await open(PATIENT_COLOUR, 390, 844);
    await signInOnPage(doctorPage, people.doctor);
    await signInOnPage(patientPage, people.patient);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('shows a crisis reading on the doctor’s open page, without a reload', async () => {
    await vi.waitFor(async () => expect(await pageText(doctorPage)).toContain(people.patient.name), WITHIN);
    await publish(192, 114);
    await vi.waitFor(async () => expect(await pageText(doctorPage)).toContain('192/114'), WITHIN);
    await vi.waitFor(() => expect(doctorPage.$('kh-app >>> kh-alert-row')).resolves.not.toBeNull(), WITHIN);
    const [alert] = await readAlerts();
    expect(alert).toMatchObject({
      ruleId: 'bp.crisis',
      severity: 'critical',
      lane: 'physiological',
      state: 'raised',
      confirmation: 'awaiting',
      paged: false,
    });
  });

  it('rings on the patient’s page when the doctor calls from the alert', async () => {
    await doctorPage.locator('kh-app >>> kh-alert-row >>> a').click();
    await doctorPage.locator('kh-app >>> kh-alert-page >>> wa-button[variant=brand]').click();
    await vi.waitFor(async () => expect(await pageText(patientPage)).toContain(people.doctor.name), WITHIN);
    await patientPage.locator('::-p-aria([name="Answer"][role="button"])').click();
  });

  it('lets both see and hear each other', async () => {
    for (const page of [doctorPage, patientPage]) {
      await vi.waitFor(async () => {
        const { framesDecoded, audioEnergy } = await received(page);
        expect(framesDecoded).toBeGreaterThan(10);
        expect(audioEnergy).toBeGreaterThan(0);
      }, WITHIN);
      const before = await received(page);
      await vi.waitFor(async () => {
        const after = await received(page);
        expect(after.framesDecoded).toBeGreaterThan(before.framesDecoded);
        expect(after.audioEnergy).toBeGreaterThan(before.audioEnergy);
      }, WITHIN);
    }
    await vi.waitFor(async () => {
      const [red = 0, green = 0, blue = 0] = (await colourOnScreen(doctorPage)) ?? [];
      expect(red).toBeGreaterThan(150);
      expect(Math.max(green, blue)).toBeLessThan(90);
    }, WITHIN);
    await vi.waitFor(async () => {
      const [red = 0, green = 0, blue = 0] = (await colourOnScreen(patientPage)) ?? [];
      expect(blue).toBeGreaterThan(150);
      expect(Math.max(red, green)).toBeLessThan(100);
    }, WITHIN);
  });

  it('shows a reading that arrives during the call beside the video', async () => {
    await publish(176, 101);
    await vi.waitFor(async () => expect(await pageText(doctorPage)).toContain('176/101'), WITHIN);
    expect(new URL(doctorPage.url()).pathname).toMatch(/^\/visits\//);
  });

  it('asks the patient in the call to measure, and shows on both sides that the typed value has come', async () => {
    await doctorPage.locator('kh-app >>> kh-ask-measurement >>> #ask').click();
    await patientPage.locator('kh-app >>> kh-asked-in-call >>> #type').click();
    for (const [name, value] of [
      ['systolic', '168'],
      ['diastolic', '97'],
    ] as const) {
      await patientPage
        .locator(`kh-app >>> kh-asked-in-call >>> kh-measure-form >>> wa-input[name=${name}] >>> input`)
        .fill(value);
    }
    await patientPage.locator('kh-app >>> kh-asked-in-call >>> kh-measure-form >>> wa-button[type=submit]').click();
    await vi.waitFor(async () => expect(await pageText(patientPage)).toContain('168/97 mmHg has arrived'), WITHIN);
    await vi.waitFor(async () => expect(await pageText(doctorPage)).toContain('168/97'), WITHIN);
    const before = await received(patientPage);
    await vi.waitFor(
      async () => expect((await received(patientPage)).framesDecoded).toBeGreaterThan(before.framesDecoded),
      WITHIN,
    );
  });

  it('resolves the alert with the signed note', async () => {
    const [alert] = await readAlerts();
    for (const [label, text] of [
      ['Subjective', 'Headache since this morning.'],
      ['Plan', 'Second tablet now, measure again in an hour.'],
    ] as const) {
      await doctorPage.locator(`::-p-aria([name="${label}"][role="textbox"])`).fill(text);
    }
    await doctorPage.locator('::-p-aria([name="End visit"][role="button"])').click();
    await doctorPage.locator('kh-app >>> kh-note-editor >>> #sign').click();
    await doctorPage
      .locator('kh-app >>> kh-sign-note-dialog >>> kh-outcome-choice >>> input[value=treatment-changed]')
      .click();
    await doctorPage.locator('kh-app >>> kh-sign-note-dialog >>> #confirm-sign').click();
    await vi.waitFor(async () => expect(await readAlerts()).toEqual([]), WITHIN);

    const answer = await people.doctor.get(`/api/alerts/${alert?.id ?? ''}`);
    const detail = AlertDetail.parse(await answer.json());
    expect(detail.alert).toMatchObject({
      state: 'resolved',
      outcome: 'treatment-changed',
      resolvedBy: people.doctor.userId,
    });
    expect(detail.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['raised', 'call-started', 'resolved']),
    );
    const [signed] = await clinic.sql<{ plan: string; signed: boolean }[]>`
      select plan, signed_at is not null as signed from notes where consultation_id = ${detail.alert.consultationId}
    `;
    expect(signed).toEqual({ plan: 'Second tablet now, measure again in an hour.', signed: true });

    await doctorPage.goto(new URL(`/alerts/${detail.alert.id}`, doctorPage.url()).href);
    await vi.waitFor(async () => {
      const course = await doctorPage.$$eval('kh-app >>> kh-alert-history >>> li', (entries) =>
        entries.map(({ innerText }) => innerText),
      );
      const of = (text: string): number => course.findIndex((entry) => entry.includes(text));
      expect(of('Raised')).toBe(0);
      expect(of('Video visit')).toBeGreaterThan(0);
      expect(of('Second tablet now')).toBeGreaterThan(of('Video visit'));
      expect(of('Resolved')).toBeGreaterThan(of('Second tablet now'));
      expect(course[of('Resolved')]).toContain('With the signed note of the visit');
      expect(of('Call started')).toBe(-1);
    }, WITHIN);
    const [audited] = await clinic.sql<{ count: number }[]>`
      select count(*)::int as count from audit_log where action = 'alert:resolved' and subject_id = ${detail.alert.id}
    `;
    expect(audited?.count).toBe(1);
  });
});
