import { readFile } from 'node:fs/promises';
import mqtt from 'mqtt';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Explanation } from '#contracts/alert.ts';
import { readingsTopic } from '#contracts/mqtt.ts';
import { newId } from '#database/ids.ts';
import { invalidateObservation, lockDetector } from '#ingest/invalidate.ts';
import type { Ingest } from '#ingest/ingest.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import { startTestGateway } from '#test/support/gateway.ts';
import type { TestDevice } from '#test/support/gateway-clinic.ts';
import { at, fingerStick, ingestClinic, pressure, publish, sensor } from '#test/support/ingest-clinic.ts';
import { testDatabase } from '#test/support/postgres.ts';

const database = await testDatabase();
const clinic = ingestClinic(database.url, await createForecaster({ artifactDir: '/nowhere' }));
const { sql } = clinic;
const ingest = clinic.openIngest();

afterAll(async () => {
  await clinic.close();
  await database.drop();
});

let device: TestDevice;
const addDevice = async (): Promise<TestDevice> => {
  const added = await clinic.addDevice();
  await sql`update device_assignments set starts_at = now() - interval '90 days' where device_id = ${added.deviceId}`;
  return added;
};
beforeEach(async () => {
  device = await addDevice();
});

const DAY = 24 * 60;
const WOBBLE = [-6, 4, -2, 6, 0, -4, 2];
const daysAgo = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, i) => from - i);
/** At this time of day and twelve hours before it, on days so many ago. */
const pressures = (days: readonly number[], by = 0) =>
  days.flatMap((day) => {
    const wobble = (WOBBLE[day % 7] ?? 0) + by;
    return [
      pressure(-day * DAY - 730, 112 + wobble, 72 + wobble / 2),
      pressure(-day * DAY - 10, 120 + wobble, 76 + wobble / 2),
    ];
  });
const pulses = (days: readonly number[], by = 0) =>
  days.flatMap((day) =>
    Array.from({ length: 24 }, (_, hour) => ({
      ...{ kind: 'heart-rate', value: 62 + (hour % 5) + by, unit: '/min', steps: 0 },
      measuredAt: at(-day * DAY - hour * 60 - 5),
    })).toReversed(),
  );
const send = async (through: Ingest, readings: readonly unknown[], to = device): Promise<void> => {
  for (let from = 0; from < readings.length; from += 100) await publish(through, to, readings.slice(from, from + 100));
};

const alerts = () => sql<{ ruleId: string; paged: boolean; severity: string; explanation: Explanation }[]>`
  select rule_id as "ruleId", paged, severity, explanation from alerts
  where patient_id = ${device.patientId} order by raised_at, rule_id`;
/** What may not depend on when the readings came in. */
const timeless = (patientId = device.patientId) => sql<Record<string, unknown>[]>`
  select rule_id, stream, onset_at, cleared_at, severity, confirmation from findings
  where patient_id = ${patientId} and superseded_at is null and withdrawn_at is null
  order by rule_id, stream, onset_at`;
const ruleIds = async () => (await timeless()).map((finding) => finding['rule_id']);
const flagged = () => sql<{ systolic: number; flags: string[] }[]>`
  select systolic, flags from observations
  where patient_id = ${device.patientId} and 'far-from-usual' = any (flags) order by effective_at`;
const written = (patientId = device.patientId) => sql<Record<string, unknown>[]>`
  select stream, day::text, counts, firsts, seconds from hour_sums
  where patient_id = ${patientId} and 0 < any (counts) order by stream, day`;

describe('days unlike what is usual for this patient', () => {
  it('are one moderate alert that pages nobody and shows the usual range', async () => {
    await send(ingest, pressures(daysAgo(35, 6)));
    expect(await alerts()).toEqual([]);
    await send(ingest, pressures(daysAgo(5, 0), 17));
    const raised = await alerts();
    expect(raised).toMatchObject([{ ruleId: 'bp.baseline', severity: 'moderate', paged: false }]);
    const { usual, shift } = raised[0]?.explanation ?? {};
    expect(usual).toMatchObject({ around: 'day', ranges: [{ quantity: 'systolic' }, { quantity: 'diastolic' }] });
    expect(shift?.changes[0]).toMatchObject({ quantity: 'systolic' });
    expect(shift?.changes[0]?.by).toBeGreaterThan(14);
  });
  it('are a finding and no alert while the mean of a week says as much', async () => {
    // 133 on average, which is no high mean, and 147.
    await send(ingest, [...pressures(daysAgo(35, 7), 17), ...pressures(daysAgo(6, 0), 31)]);
    expect(await ruleIds()).toEqual(['bp.baseline', 'bp.home-mean']);
    expect((await alerts()).map(({ ruleId }) => ruleId)).toEqual(['bp.home-mean']);
  });
  it('are found of a pulse at rest, and go on through a restart', async () => {
    await send(ingest, [...pulses(daysAgo(20, 6)), ...pulses(daysAgo(5, 3), 12)]);
    const [before] = await timeless();
    expect(before).toMatchObject({ rule_id: 'hr.baseline', cleared_at: null });
    await send(clinic.openIngest(), pulses(daysAgo(2, 2), 12));
    expect(await timeless()).toEqual([before]);
    await send(clinic.openIngest(), pulses(daysAgo(1, 0)));
    expect(await timeless()).toHaveLength(1);
  });
  it('are left alone where that is switched off for the patient', async () => {
    const user = newId();
    await sql`insert into users (id, name, email, role) values (${user}, 'Dr', ${`${user}@example.org`}, 'clinician')`;
    await sql`
      insert into thresholds (patient_id, version, rule_set, overrides, changed_by, changed_at, reason)
      values (${device.patientId}, 1, 'china', ${sql.json({ layersOff: ['baseline'] })}, ${user}, now(), 'new dose')`;
    await send(ingest, [...pressures(daysAgo(35, 6)), ...pressures(daysAgo(5, 1), -15)]);
    await publish(ingest, device, [pressure(-1, 196, 122)]);
    expect((await alerts()).map(({ ruleId }) => ruleId)).toEqual(['bp.crisis']);
    expect(await flagged()).toEqual([]);
  });
});

describe('sums of complete days', () => {
  it('are written down, and what is read from them is what is read from the readings', async () => {
    const readings = [...pressures(daysAgo(36, 6)), ...pressures(daysAgo(5, 3), 17)];
    await send(ingest, readings);
    const days = await written();
    expect(days.length).toBeGreaterThan(30);
    expect(days.reduce((sum, { counts }) => sum + (counts as number[]).reduce((a, b) => a + b, 0), 0)).toBeGreaterThan(
      60,
    );

    const other = await addDevice();
    await send(ingest, readings, other);
    await sql`delete from hour_sums where patient_id = ${other.patientId}`;
    await send(clinic.openIngest(), pressures(daysAgo(2, 0), 17));
    await send(clinic.openIngest(), pressures(daysAgo(2, 0), 17), other);
    expect(await timeless(other.patientId)).toEqual(await timeless());
    expect(await ruleIds()).toEqual(['bp.baseline']);
    // And they are written again.
    expect(await written(other.patientId)).toEqual(await written());
  });
  it('are made of what was there before them, when the database is brought up to date', async () => {
    const readings = [
      ...pressures(daysAgo(30, 0)),
      ...pulses(daysAgo(12, 0)),
      ...pulses(daysAgo(9, 0)).map((pulse) => ({ ...pulse, value: 120, steps: 30, messageId: pulse.measuredAt })),
      ...daysAgo(8, 0).map((day) => fingerStick(-day * DAY - 20, 120.4)),
    ];
    await send(ingest, readings);
    // A day is written down once a later reading of its kind has come; in the first minutes of a day the newest of some
    // kinds here is still yesterday's. By the database's clock alone one day more is complete.
    const today = Date.now();
    const complete = async () =>
      (await written()).filter(({ day }) => Date.parse(`${String(day)}T00:00Z`) < today - 3 * DAY * 60_000);
    const written30 = await complete();
    expect(written30.length).toBeGreaterThan(30);
    await sql`delete from hour_sums`;
    const migration = await readFile(new URL('../../database/migrations/0015_hour_sums.sql', import.meta.url), 'utf8');
    const statements = migration.split('--> statement-breakpoint').filter((text) => text.includes('insert into'));
    expect(statements).toHaveLength(2);
    await sql.begin(async (tx) => {
      // Whatever clock the server has.
      await tx`set local time zone 'Asia/Shanghai'`;
      for (const statement of statements) await tx.unsafe(statement);
    });
    expect(await complete()).toEqual(written30);
    await send(clinic.openIngest(), [pressure(-2, 121, 77)]);
    expect(await complete()).toEqual(written30);
  });
  it('count each way of measuring for itself, and no pulse but at rest', async () => {
    await send(ingest, [
      ...daysAgo(3, 0).flatMap((day) => [fingerStick(-day * DAY - 20, 120), sensor(-day * DAY - 20, 140)]),
      ...daysAgo(3, 0).map((day) => pressure(-day * DAY - 20, 120, 80, { method: 'cuffless' })),
      ...pulses(daysAgo(3, 0)).map((pulse) => ({ ...pulse, steps: 30 })),
      fingerStick(-3 * DAY - 20, 600, { comparator: '>' }),
    ]);
    const sums = await sql<{ stream: string; first: number }[]>`
      select distinct stream, (select sum(first)::int from unnest(firsts) as first) as first from hour_sums
      where patient_id = ${device.patientId} order by stream`;
    // A day without any is written down for each kind, too: nobody need look for readings there again.
    expect(sums.map(({ stream, first }) => `${stream} ${first}`)).toEqual([
      'capillary 120',
      'cuff 0',
      'heart-rate 0',
      'interstitial 140',
    ]);
  });
  it('are written again when a reading of them comes later', async () => {
    await send(ingest, pressures(daysAgo(20, 0)));
    await publish(ingest, device, [pressure(-9 * DAY - 10, 150, 90)]);
    const [row] = await sql<{ first: number }[]>`
      select sum(first)::int as first from hour_sums, unnest(firsts) as first
      where patient_id = ${device.patientId}`;
    const [readings] = await sql<{ first: number }[]>`
      select sum(systolic)::int as first from observations
      where patient_id = ${device.patientId}
        and effective_at < date_trunc('day', now() - interval '10 min', 'UTC') - interval '1 day'`;
    expect(row).toEqual(readings);
  });
  it('are read again from the day of a reading that counts no more', async () => {
    await send(ingest, pressures(daysAgo(20, 0)));
    await publish(ingest, device, [pressure(-4 * DAY - 10, 240, 120)]);
    const [wrong] = await sql<{ id: string; measuredAt: Date }[]>`
      select id, measured_at as "measuredAt" from observations
      where patient_id = ${device.patientId} and systolic = 240`;
    if (wrong === undefined) throw new Error('it was not stored');
    await sql.begin(async (tx) => {
      await lockDetector(tx, device.patientId);
      await invalidateObservation(tx, {
        ...{ patientId: device.patientId, observationId: wrong.id, measuredAt: wrong.measuredAt },
        ...{ actor: { type: 'system', id: 'test' }, at: new Date(), reason: 'somebody else’s' },
      });
    });
    await publish(ingest, device, [pressure(-1, 119, 76)]);
    const other = await addDevice();
    await send(ingest, [...pressures(daysAgo(20, 0)), pressure(-1, 119, 76)], other);
    expect(await written()).toEqual(await written(other.patientId));
  });
});

describe('a cuff reading far from the usual', () => {
  it('is stored, flagged, judged by every rule and taken for the same when it comes again', async () => {
    await send(ingest, pressures(daysAgo(35, 1)));
    const far = pressure(-10, 188, 112);
    expect(await publish(ingest, device, [far])).toMatchObject([{ fate: 'stored' }]);
    expect(await flagged()).toEqual([{ systolic: 188, flags: ['far-from-usual'] }]);
    expect(await alerts()).toMatchObject([{ ruleId: 'bp.crisis', explanation: { usual: { around: 'hour' } } }]);
    expect(await publish(clinic.openIngest(), device, [far])).toMatchObject([{ fate: 'duplicate' }]);
    expect(await publish(ingest, device, [pressure(-3, 124, 79)])).toMatchObject([{ fate: 'stored' }]);
    expect(await flagged()).toHaveLength(1);
  });
  it('is the same reading however its message is cut, and after a restart', async () => {
    const readings = [...pressures(daysAgo(35, 1)), pressure(-10, 172, 74), pressure(-5, 120, 76)];
    await publish(ingest, device, readings);
    const other = await addDevice();
    for (const reading of readings.slice(0, -2)) await publish(ingest, other, [reading]);
    await publish(clinic.openIngest(), other, readings.slice(-2));
    expect(await flagged()).toEqual([{ systolic: 172, flags: ['far-from-usual'] }]);
    device = other;
    expect(await flagged()).toEqual([{ systolic: 172, flags: ['far-from-usual'] }]);
  });
  it('is nothing of a sensor or a meter, whose values go far by themselves', async () => {
    const glucose = daysAgo(30, 0).flatMap((day) => [fingerStick(-day * DAY - 10, 110), sensor(-day * DAY - 12, 110)]);
    await send(ingest, [...glucose, fingerStick(-5, 240), sensor(-6, 240)]);
    expect(await flagged()).toEqual([]);
  });
  it('comes over MQTT as any other', async () => {
    await send(ingest, pressures(daysAgo(35, 1)));
    const gateway = await startTestGateway(database.url);
    const client = await mqtt.connectAsync(gateway.mqttUrl, {
      ...{ username: device.deviceId, password: device.password, clientId: device.deviceId },
      reconnectPeriod: 0,
    });
    const readings = [pressure(-10, 160, 102), pressure(-4, 121, 77)];
    await client.publishAsync(readingsTopic(device.deviceId), JSON.stringify(readings), { qos: 1 });
    await client.endAsync(true);
    await gateway.stop();
    expect(await flagged()).toEqual([{ systolic: 160, flags: ['far-from-usual'] }]);
  });
});

/** A small repeatable shuffle: what comes in is late by up to 23 hours. */
const lateness = (index: number): number => ((index * 7_919) % 23) * 60;

it('finds the same through two gateways in turn, in any order of a day and twice, as through one in order', async () => {
  const readings = [
    ...pressures([...daysAgo(45, 16), ...daysAgo(11, 0)]),
    ...pressures(daysAgo(15, 12), -15),
    ...pulses([...daysAgo(45, 26), ...daysAgo(21, 0)]),
    ...pulses(daysAgo(25, 22), 12),
  ].sort((a, b) => a.measuredAt.localeCompare(b.measuredAt));
  const one = await addDevice();
  await send(ingest, readings, one);
  const arrivals = readings
    .map((reading, i) => ({ reading, at: Date.parse(reading.measuredAt) + lateness(i) * 60_000 }))
    .sort((a, b) => a.at - b.at)
    .map(({ reading }) => reading);
  let gateways: Ingest[] = [clinic.openIngest(), clinic.openIngest()];
  let sent = 0;
  for (let turn = 0; sent < arrivals.length; turn += 1) {
    const size = 1 + ((turn * 37) % 90);
    const [first] = gateways;
    if (first === undefined) throw new Error('no gateway');
    // Every third message comes again, as after a lost acknowledgement.
    await publish(first, device, arrivals.slice(Math.max(0, sent - (turn % 3 === 0 ? 20 : 0)), sent + size));
    sent += size;
    gateways = turn === 5 ? [clinic.openIngest(), first] : gateways.toReversed();
  }
  const expected = await timeless(one.patientId);
  expect(expected.map(({ rule_id, cleared_at }) => [rule_id, cleared_at !== null])).toEqual([
    ['bp.baseline', true],
    ['hr.baseline', true],
  ]);
  expect(await timeless()).toEqual(expected);
  expect(await written()).toEqual(await written(one.patientId));
});
