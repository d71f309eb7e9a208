import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorBody } from '#contracts/errors.ts';
import { PatientMetrics } from '#contracts/metrics.ts';
import { newId } from '#database/ids.ts';
import { observations } from '#database/schema/index.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 08:00 in Shanghai, where the patients of the tests live. */
const END = Date.parse('2026-03-20T00:00:00Z');

type Row = typeof observations.$inferInsert;

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const store = async (patientId: string, rows: readonly (Partial<Row> & { at: number })[]) => {
  const values = rows.map(({ at, ...row }): Row => {
    const id = newId();
    const time = new Date(at);
    const shared = { id, patientId, source: 'device-1', sourceKey: `m:${id}` };
    return { ...shared, kind: 'glucose', measuredAt: time, effectiveAt: time, receivedAt: time, ...row };
  });
  for (let i = 0; i < values.length; i += 1_000)
    await server.deps.db.insert(observations).values(values.slice(i, i + 1_000));
};

const sensor = (at: number, glucose: number) => ({ at, glucose, specimen: 'interstitial' as const });
const cuff = (at: number, systolic: number, diastolic: number) => ({
  at,
  kind: 'blood-pressure' as const,
  systolic,
  diastolic,
  method: 'cuff' as const,
});

const patientInCare = async (name: string): Promise<string> => {
  const { patientId } = await createPatient(server, name);
  await joinCareTeam(server, clinic.doctor, patientId);
  return patientId;
};

const read = async (patientId: string, query: Record<string, string> = { to: new Date(END).toISOString() }) => {
  const answer = await clinic.doctor.get(`/api/patients/${patientId}/metrics?${new URLSearchParams(query).toString()}`);
  expect(answer.status).toBe(200);
  return PatientMetrics.parse(await answer.json());
};

describe('the metrics of a patient', () => {
  it('of whom nothing is known are none, each with the reason', async () => {
    const { glucose, bloodPressure, heartRate } = await read(await patientInCare('Gao Lin'));
    const none = { value: null, reason: 'no-readings' };
    const { from, to, readings, ...metrics } = glucose;
    expect([from, to, readings]).toEqual([new Date(END - 14 * DAY_MS).toISOString(), new Date(END).toISOString(), 0]);
    for (const metric of Object.values(metrics)) expect(metric).toEqual(none);
    expect(bloodPressure).toMatchObject({
      from: new Date(END - 7 * DAY_MS).toISOString(),
      homeMean: none,
      ambulatory: none,
      variability: none,
    });
    expect(heartRate.resting).toEqual(none);
  });

  it('of two weeks of a sensor are all there', async () => {
    const patientId = await patientInCare('He Ping');
    // Eight hours of 60, eight of 120 and eight of 200 in each local day.
    const count = (14 * DAY_MS) / (15 * MINUTE_MS);
    const level = (i: number) => [60, 120, 200][Math.floor((i % 96) / 32)] ?? 0;
    const from = END - 14 * DAY_MS;
    await store(
      patientId,
      Array.from({ length: count }, (_, i) => sensor(from + i * 15 * MINUTE_MS, level(i))),
    );
    // None of these is the sensor's word on the time: a finger-stick, one that was withdrawn, one before, one at the end.
    await store(patientId, [
      { at: from + HOUR_MS, glucose: 400, specimen: 'capillary' },
      { ...sensor(from + HOUR_MS, 400), invalidatedAt: new Date(END) },
      sensor(from - 1, 400),
      sensor(END, 400),
    ]);
    const { glucose } = await read(patientId);
    expect(glucose.readings).toBe(count);
    expect(glucose.activity.value?.percent).toBe(100);
    const third = expect.closeTo(100 / 3, 6) as number;
    expect(glucose.timeInRanges).toEqual({
      value: { veryLow: 0, low: third, inRange: third, high: third, veryHigh: 0 },
      reason: null,
    });
    expect(glucose.mean.value).toBeCloseTo(380 / 3, 6);
    expect(glucose.glucoseManagementIndicator.value).toBeCloseTo(3.31 + (0.02392 * 380) / 3, 6);
    expect(glucose.meanAmplitudeOfExcursions.value).toBeCloseTo(140, 6);
    expect(glucose.meanOfDailyDifferences.value).toBe(0);
    expect(glucose.episodes.value).toEqual({
      below70: { count: 14, prolonged: 14 },
      below54: { count: 0, prolonged: 0 },
      above180: { count: 14, prolonged: 14 },
      above250: { count: 0, prolonged: 0 },
    });
  });

  it('of three days show the time in range, and withhold what stands for three months', async () => {
    const patientId = await patientInCare('Sun Hui');
    await store(
      patientId,
      Array.from({ length: 3 * 96 }, (_, i) => sensor(END - 3 * DAY_MS + i * 15 * MINUTE_MS, 100 + (i % 7))),
    );
    const { glucose } = await read(patientId);
    expect(glucose.timeInRanges.value?.inRange).toBe(100);
    expect(glucose.glucoseManagementIndicator).toEqual({ value: null, reason: 'too-few-days' });
    const { glucose: anHour } = await read(patientId, {
      from: new Date(END - HOUR_MS).toISOString(),
      to: new Date(END).toISOString(),
    });
    expect(anHour).toMatchObject({ readings: 4, timeInRanges: { value: null, reason: 'too-few-days' } });
  });

  it('count days and nights by the patient’s clock', async () => {
    const patientId = await patientInCare('Wu Min');
    const localMidnight = END - 8 * HOUR_MS;
    const homeReadings = [3, 2, 1].flatMap((daysAgo) => [
      // Half past six and midnight less a quarter: the same local day, two days of UTC.
      cuff(localMidnight - daysAgo * DAY_MS + 6.5 * HOUR_MS, 134, 86),
      cuff(localMidnight - daysAgo * DAY_MS + 23.75 * HOUR_MS, 136, 84),
    ]);
    await store(patientId, [
      ...homeReadings,
      cuff(localMidnight - 6 * DAY_MS + 12 * HOUR_MS, 190, 120),
      { ...cuff(localMidnight - DAY_MS + 12 * HOUR_MS, 190, 120), method: 'cuffless' },
    ]);
    const { bloodPressure } = await read(patientId);
    expect(bloodPressure.readings).toBe(7);
    expect(bloodPressure.homeMean).toEqual({
      value: { systolic: 135, diastolic: 85, readings: 6, days: 3 },
      reason: null,
    });
    expect(bloodPressure.ambulatory).toEqual({ value: null, reason: 'too-few-readings' });
    expect(bloodPressure.variability.value?.systolic.averageRealVariability).toBeCloseTo((56 + 5 * 2) / 6, 9);
  });

  it('of 24 hours of a cuff worn have day, night, dip and surge', async () => {
    const patientId = await patientInCare('Xu Lan');
    const start = END - DAY_MS;
    const systolicAt = (hour: number) => (hour >= 6 && hour < 8 ? 150 : hour >= 1 && hour < 6 ? 119 : 140);
    await store(
      patientId,
      Array.from({ length: 48 }, (_, i) => cuff(start + i * 30 * MINUTE_MS, systolicAt((8 + i / 2) % 24), 80)),
    );
    const { ambulatory } = (await read(patientId)).bloodPressure;
    expect(ambulatory.value).toMatchObject({
      day: { systolic: 140, diastolic: 80 },
      night: { systolic: 119, diastolic: 80 },
      dipping: { pattern: 'normal' },
    });
    expect(ambulatory.value?.dipping.percent).toBeCloseTo(15, 9);
    // The lowest is the first of the night: the reading before it was taken awake.
    expect(ambulatory.value?.morningSurge).toBeCloseTo(150 - (140 + 119 + 119) / 3, 9);
  });

  it('have a resting heart rate from readings at rest', async () => {
    const patientId = await patientInCare('Ma Jun');
    const beat = (at: number, heartRate: number, steps: number | null) => ({
      at,
      kind: 'heart-rate' as const,
      heartRate,
      steps,
      context: 'unknown' as const,
    });
    await store(patientId, [beat(END - 3 * HOUR_MS, 52, null)]);
    expect((await read(patientId)).heartRate).toMatchObject({
      readings: 1,
      resting: { value: null, reason: 'no-readings-at-rest' },
    });
    await store(patientId, [beat(END - 2 * HOUR_MS, 61, 0), beat(END - HOUR_MS, 48, 30)]);
    expect((await read(patientId)).heartRate.resting).toEqual({ value: { value: 61, days: 1 }, reason: null });
  });

  it('take a strap’s heart rate by the minute: its mean, its steps, and how many readings there were', async () => {
    const patientId = await patientInCare('Lin Bo');
    const minuteOf = (at: number, stepsAt: number | null) =>
      Array.from({ length: 60 }, (_, second) => ({
        at: at + second * 1_000,
        kind: 'heart-rate' as const,
        heartRate: second === 30 ? 45 : 60 + (second % 2),
        context: 'unknown' as const,
        steps: second === stepsAt ? 2 : 0,
      }));
    const start = END - 3 * HOUR_MS;
    // Three minutes, three apart; the second was walked, so that the third is not at rest yet.
    await store(
      patientId,
      [null, 59, null].flatMap((stepsAt, i) => minuteOf(start + i * 3 * MINUTE_MS, stepsAt)),
    );
    const { heartRate } = await read(patientId);
    expect(heartRate.readings).toBe(180);
    expect(heartRate.resting.value?.days).toBe(1);
    expect(heartRate.resting.value?.value).toBeCloseTo((30 * 60 + 30 * 61 - 60 + 45) / 60, 9);
    const { heartRate: walked } = await read(patientId, {
      from: new Date(start + 3 * MINUTE_MS).toISOString(),
      to: new Date(END).toISOString(),
    });
    expect(walked.resting).toEqual({ value: null, reason: 'no-readings-at-rest' });
  });
});

describe('asking for metrics', () => {
  it('is the patient’s right and the care team’s, and nobody else’s', async () => {
    const path = `/api/patients/${clinic.patient.patientId}/metrics`;
    const statusOf = async (person: Clinic['doctor']) => (await person.get(path)).status;
    expect(await Promise.all([clinic.patient, clinic.doctor, clinic.nurse].map(statusOf))).toEqual([200, 200, 200]);
    const strangers = [clinic.outsider, clinic.otherPatient, clinic.administrator];
    expect(await Promise.all(strangers.map(statusOf))).toEqual([404, 404, 404]);
  });

  it.each([
    ['a stretch that ends before it begins', { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' }],
    ['more than 31 days', { from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z' }],
    ['a time without a zone', { from: '2026-03-01T00:00:00' }],
    ['what there is not', { kind: 'glucose' }],
  ])('for %s is refused', async (_, query) => {
    const search = new URLSearchParams(query).toString();
    const answer = await clinic.doctor.get(`/api/patients/${clinic.patient.patientId}/metrics?${search}`);
    expect(answer.status).toBe(400);
    expect(ErrorBody.parse(await answer.json()).error.code).toBe('invalid');
  });
});
