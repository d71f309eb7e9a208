import { eq } from 'drizzle-orm';
import mqtt, { type MqttClient } from 'mqtt';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertList, type Alert } from '#contracts/alert.ts';
import { CreatedDevice } from '#contracts/device.ts';
import { readingsTopic } from '#contracts/mqtt.ts';
import { deviceAssignments } from '#database/schema/index.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';

const WITHIN = { timeout: 30_000, interval: 200 };
const DAY = 24 * 60;

describe('what is usual for a patient, on their page and their doctor’s', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let cuff: MqttClient;
  let deviceId: string;

  const pressure = (minutesAgo: number, systolic: number, diastolic: number) => {
    const measuredAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    return { kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', measuredAt };
  };
  const publish = (readings: readonly object[]) =>
    cuff.publishAsync(readingsTopic(deviceId), JSON.stringify(readings), { qos: 1 });
  const open = async (person: People['doctor'], path: string, width: number, locale: string): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    await page.setViewport({ width, height: 1_400 });
    await page.evaluateOnNewDocument((value) => localStorage.setItem('kanhu.locale', value), locale);
    await page.goto(`${clinic.url}${path}`);
    await signInOnPage(page, person);
    return page;
  };
  const says = (page: Page, text: RegExp) => vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const alertOf = async (ruleId: string): Promise<Alert> => {
    const { alerts } = AlertList.parse(await (await people.doctor.get('/api/alerts?state=open')).json());
    const alert = alerts.find((each) => each.ruleId === ruleId);
    if (alert === undefined) throw new Error(`no alert of ${ruleId}`);
    return alert;
  };

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    const kinds = ['blood-pressure'];
    const created = await people.doctor.send('POST', '/api/devices', { label: 'Upper-arm cuff', kinds });
    const { device, credentials } = CreatedDevice.parse(await created.json());
    deviceId = device.id;
    const { patientId } = people.patient;
    await people.doctor.send('POST', `/api/devices/${deviceId}/assignment`, { patientId });
    await clinic.db
      .update(deviceAssignments)
      .set({ startsAt: new Date(Date.now() - 60 * DAY * 60_000) })
      .where(eq(deviceAssignments.deviceId, deviceId));
    cuff = await mqtt.connectAsync(clinic.mqttUrl, { clientId: deviceId, ...credentials });
    closers.push(() => cuff.endAsync(true));
    browser = await launchBrowser();
    closers.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('stands on the alert about days that have left it, in both languages', async () => {
    // A month at 118/76 in the mornings, and five days 13 mmHg below.
    const month = Array.from({ length: 35 }, (_, i) => 35 - i);
    await publish(month.map((day) => pressure(day * DAY, 118 + (day % 5) - (day < 6 ? 13 : 0), 76 + (day % 3))));
    const alert = await alertOf('bp.baseline');
    expect(alert).toMatchObject({ severity: 'moderate', paged: false });
    const page = await open(people.doctor, `/alerts/${alert.id}`, 1440, 'en');
    await says(page, /Usual for this patient/);
    expect(await pageText(page)).toMatch(/−1\d\/\S+\s*mmHg[\s\S]*away from the usual at the same time of day/);
    expect(await pageText(page)).toMatch(/1\d\d–1\d\d \/ \d\d–\d\d\s*mmHg\s*· at any time of day, by 28 days/);
    expect(await pageText(page)).toContain('systolic, away from the usual ≥');
    expect(await axeViolations(page)).toEqual([]);
    const chinese = await open(people.doctor, `/alerts/${alert.id}`, 360, 'zh-CN');
    await says(chinese, /该患者平时的范围/);
    expect(await pageText(chinese)).toContain('依据 28 天的读数');
  });

  it('is what a reading is asked about that nobody else would be asked about', async () => {
    const page = await open(people.patient, '/', 390, 'en');
    await says(page, /Your last readings/);
    expect(await pageText(page)).not.toContain('Was this you?');
    await publish([pressure(1, 186, 112)]);
    await says(page, /Was this you\?/);
    expect(await pageText(page)).toContain('measure once more');
    expect(await axeViolations(page)).toEqual([]);
    const crisis = await alertOf('bp.crisis');
    const doctorPage = await open(people.doctor, `/alerts/${crisis.id}`, 1440, 'en');
    await says(doctorPage, /Usual for this patient[\s\S]*at this time of day/);
    await page.locator('kh-app >>> kh-was-this-you >>> #not-mine').click();
    await page.locator('kh-app >>> kh-was-this-you >>> #sure').click();
    await vi.waitFor(async () => expect(await pageText(page)).not.toContain('Was this you?'), WITHIN);
    await says(doctorPage, /Withdrawn: a reading it stood on was invalid/);
  });

  it('is asked at once about what the patient types in', async () => {
    const page = await open(people.patient, '/measure?kind=blood-pressure', 390, 'en');
    await says(page, /Upper value/);
    const fill = (name: string, value: string) =>
      page.locator(`kh-app >>> kh-measure-form >>> wa-input[name=${name}] >>> input`).fill(value);
    await fill('systolic', '152');
    await fill('diastolic', '98');
    await page.locator('kh-app >>> kh-measure-form >>> wa-button[type=submit]').click();
    await says(page, /Saved[\s\S]*Was this you\?/);
    expect(await axeViolations(page)).toEqual([]);
  });
});
