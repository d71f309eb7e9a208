import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import { newId } from '#database/ids.ts';
import { StorageUnavailableError } from '#ingest/storage-unavailable.ts';
import { arrivalOf, at, fingerStick, ingestClinic, pressure, publish, sensor } from '#test/support/ingest-clinic.ts';
import { testDatabase } from '#test/support/postgres.ts';

const database = await testDatabase();
const forecaster = await createForecaster({ artifactDir: '/nowhere' });
const clinic = ingestClinic(database.url, forecaster);
const { sql } = clinic;
const ingest = clinic.openIngest();

afterAll(async () => {
  await clinic.close();
  await database.drop();
});

const stored = async (patientId: string): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from observations where patient_id = ${patientId}`;
  return row?.count ?? 0;
};

describe('identity of a reading', () => {
  it('stores a redelivered reading once', async () => {
    const device = await clinic.addDevice();
    const reading = pressure(-5, 128, 82, { seq: 7 });
    const [first] = await publish(ingest, device, reading);
    const [again] = await publish(ingest, device, reading);
    expect(first).toMatchObject({ fate: 'stored' });
    expect(again).toEqual({ fate: 'duplicate', observationId: first?.observationId });
    expect(await stored(device.patientId)).toBe(1);
  });

  it('takes two equal readings in one message for one', async () => {
    const device = await clinic.addDevice();
    const reading = fingerStick(-5, 112);
    expect((await publish(ingest, device, [reading, reading])).map(({ fate }) => fate)).toEqual([
      'stored',
      'duplicate',
    ]);
  });

  it('stores two different values of one minute without a number', async () => {
    const device = await clinic.addDevice();
    const measuredAt = at(-5);
    const fates = await publish(ingest, device, [
      { ...fingerStick(0, 48), measuredAt },
      { ...fingerStick(0, 62), measuredAt },
    ]);
    expect(fates.map(({ fate }) => fate)).toEqual(['stored', 'stored']);
  });

  it('never drops the same key with other values', async () => {
    const device = await clinic.addDevice();
    const reading = pressure(-5, 128, 82, { messageId: 'one' });
    const fates = await publish(ingest, device, [reading, { ...reading, systolic: 129 }]);
    expect(fates).toMatchObject([{ fate: 'stored' }, { fate: 'quarantined', reason: 'same-key-other-values' }]);
    const [other] = await publish(ingest, device, { ...reading, diastolic: 83 });
    expect(other).toMatchObject({ fate: 'quarantined', reason: 'same-key-other-values' });
    expect(await stored(device.patientId)).toBe(1);
  });

  it('keeps the readings that one nurse types in for two patients apart', async () => {
    const [one, two] = [await clinic.addDevice(), await clinic.addDevice()];
    const reading = Buffer.from(JSON.stringify(pressure(-5, 120, 80)));
    const userId = newId();
    const typedFor = (patientId: string) => ({
      source: { type: 'manual' as const, userId, patientId },
      payload: { type: 'readings' as const, bytes: reading },
      receivedAt: new Date(),
    });
    const fates = await ingest.commit([typedFor(one.patientId), typedFor(two.patientId), typedFor(one.patientId)]);
    expect(fates.flat().map(({ fate }) => fate)).toEqual(['stored', 'stored', 'duplicate']);
  });
});

it('stores values in canonical units and keeps the original where the unit was another', async () => {
  const device = await clinic.addDevice();
  await publish(ingest, device, [
    { kind: 'blood-pressure', systolic: 16, diastolic: 10.5, unit: 'kPa', measuredAt: at(-3) },
    { ...fingerStick(-2, 5.5), unit: 'mmol/L' },
    fingerStick(-1, 101),
  ]);
  const rows = await sql`
    select systolic, diastolic, method, glucose, original from observations
    where patient_id = ${device.patientId} order by measured_at`;
  expect(rows).toMatchObject([
    { systolic: 120.0099, diastolic: 78.7565, method: 'cuff', original: { unit: 'kPa', values: { systolic: 16 } } },
    { glucose: 99.0857, original: { unit: 'mmol/L', values: { value: 5.5 } } },
    { glucose: 101, original: null },
  ]);
});

it('stores the 497 good readings of an array of 500 and keeps the 3 bad ones as they came', async () => {
  const device = await clinic.addDevice();
  const readings: unknown[] = Array.from({ length: 500 }, (_, i) => sensor(-2 * 24 * 60 + 10 + i, 100 + (i % 7)));
  readings[3] = { ...sensor(-10, 0), value: 'abc' };
  readings[250] = { kind: 'glucose', value: 2000, unit: 'mg/dL', specimen: 'interstitial', measuredAt: at(-9) };
  readings[499] = null;
  const fates = await publish(ingest, device, readings);
  expect(fates).toHaveLength(500);
  expect(fates.filter(({ fate }) => fate === 'stored')).toHaveLength(497);
  expect([fates[3], fates[250], fates[499]].map((fate) => fate?.reason)).toEqual([
    'not-a-number',
    'impossible-value',
    'wrong-shape',
  ]);
  const payloads = await sql<{ payload: Buffer }[]>`
    select payload from quarantined_readings where source = ${device.deviceId}`;
  expect(payloads.map(({ payload }) => JSON.parse(payload.toString('utf8')) as unknown)).toEqual(
    expect.arrayContaining([readings[3], readings[250], null]),
  );
});

describe('quarantine', () => {
  it.each([
    ['malformed JSON', Buffer.from('{"kind":'), 'malformed-json'],
    ['a NUL byte', Buffer.from('{"kind":"glucose\u0000"}'), 'malformed-json'],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe]), 'malformed-json'],
    ['an escaped NUL in an id', { ...fingerStick(-5, 100), messageId: 'a\u0000b' }, 'wrong-shape'],
    ['an unknown field', { ...fingerStick(-5, 100), patientId: 'x' }, 'wrong-shape'],
    ['an unknown kind', { kind: 'weight', value: 70, measuredAt: at(-5) }, 'wrong-shape'],
    ['an array in an array', [[fingerStick(-5, 100)]], 'wrong-shape'],
    [
      'a number too large for one',
      Buffer.from(`{"kind":"glucose","value":1e999,"unit":"mg/dL","specimen":"capillary","measuredAt":"${at(-5)}"}`),
      'not-a-number',
    ],
    ['an impossible pair', pressure(-5, 90, 120), 'impossible-pair'],
    ['an impossible value', pressure(-5, 400, 120), 'impossible-value'],
    ['kPa called mmHg', pressure(-5, 16, 10), 'unit-probably-wrong'],
    ['a date that does not exist', { ...fingerStick(0, 100), measuredAt: '2026-02-30T10:00:00Z' }, 'impossible-date'],
    [
      'an offset of no place on earth',
      { ...fingerStick(0, 100), measuredAt: '2026-02-10T10:00:00+23:00' },
      'impossible-date',
    ],
    ['a clock in the future', fingerStick(6, 100), 'future-clock'],
    ['year 0', { ...fingerStick(0, 100), measuredAt: '0000-04-17T20:41:59Z' }, 'reset-clock'],
    ['more than 500 elements', Array.from({ length: 501 }, () => 1), 'too-many-elements'],
    ['a time before the assignment', fingerStick(-3 * 24 * 60, 100), 'unassigned-device'],
  ])('takes %s', async (_, payload, reason) => {
    const device = await clinic.addDevice();
    expect(await publish(ingest, device, payload)).toMatchObject([{ fate: 'quarantined', reason }]);
    const rows = await sql<{ payload: Buffer }[]>`
      select payload from quarantined_readings where source = ${device.deviceId}`;
    const bytes = arrivalOf('', payload).payload.bytes;
    const expected = Array.isArray(payload) && payload.length === 1 ? JSON.stringify(payload[0]) : bytes;
    expect(rows.map(({ payload: kept }) => kept.toString('latin1'))).toEqual([
      Buffer.from(expected).toString('latin1'),
    ]);
  });

  it('accepts a clock 4 minutes ahead', async () => {
    const device = await clinic.addDevice();
    expect(await publish(ingest, device, fingerStick(4, 100))).toMatchObject([{ fate: 'stored' }]);
  });

  it('counts the same bytes again instead of keeping them again', async () => {
    const device = await clinic.addDevice();
    const payload = Buffer.from('not json');
    await publish(ingest, device, payload);
    await ingest.commit([arrivalOf(device.deviceId, payload), arrivalOf(device.deviceId, payload)]);
    const rows = await sql`select occurrences from quarantined_readings where source = ${device.deviceId}`;
    expect(rows).toEqual([{ occurrences: 3 }]);
  });

  it('takes a later number with an earlier time, but no upload of kept readings and no counter that starts again', async () => {
    const device = await clinic.addDevice();
    const fates = await publish(ingest, device, [
      pressure(-60, 120, 80, { seq: 10 }),
      pressure(-120, 121, 80, { seq: 11 }),
      pressure(-180, 122, 80, { seq: 5 }),
      pressure(-30, 123, 80, { seq: 0 }),
      pressure(-20, 124, 80, { seq: 1 }),
    ]);
    expect(fates.map(({ fate, reason }) => reason ?? fate)).toEqual([
      'stored',
      'sequence-against-time',
      'stored',
      'stored',
      'stored',
    ]);
    const other = clinic.openIngest();
    expect(await publish(other, device, pressure(-90, 125, 80, { seq: 2 }))).toMatchObject([
      { reason: 'sequence-against-time' },
    ]);
  });
});

describe('assignments', () => {
  it('give a shared device by its user slot and time', async () => {
    const [shared, second] = [await clinic.addDevice(), await clinic.addDevice()];
    await sql`update device_assignments set user_slot = 1 where device_id = ${shared.deviceId}`;
    await sql`
      insert into device_assignments (id, device_id, patient_id, user_slot, starts_at, ends_at)
      values (${newId()}, ${shared.deviceId}, ${second.patientId}, 2, now() - interval '2 hours', now() - interval '1 hour')`;
    const fates = await publish(ingest, shared, [
      pressure(-10, 121, 80, { userSlot: 1 }),
      pressure(-90, 122, 80, { userSlot: 2 }),
      pressure(-10, 123, 80, { userSlot: 2 }),
      pressure(-10, 124, 80),
    ]);
    expect(fates.map(({ fate, reason }) => reason ?? fate)).toEqual([
      'stored',
      'stored',
      'unassigned-device',
      'unassigned-device',
    ]);
    expect(await stored(shared.patientId)).toBe(1);
    expect(await stored(second.patientId)).toBe(1);
  });
});

describe('trouble with the database', () => {
  beforeAll(
    () => sql`alter table observations add constraint test_poison check (glucose is null or glucose <> 123.25)`,
  );

  it('finds the one reading that the database refuses, and stores the rest', async () => {
    const device = await clinic.addDevice();
    const readings = Array.from({ length: 37 }, (_, i) => sensor(-600 + i * 5, i === 21 ? 123.25 : 100 + i));
    const fates = await publish(ingest, device, readings);
    expect(fates.filter(({ fate }) => fate === 'stored')).toHaveLength(36);
    expect(fates[21]).toEqual({ fate: 'quarantined', reason: 'rejected-by-database', detail: 'SQLSTATE 23514' });
    expect(await stored(device.patientId)).toBe(36);
    const [row] = await sql<{ payload: Buffer }[]>`
      select payload from quarantined_readings where source = ${device.deviceId}`;
    expect(JSON.parse(row?.payload.toString('utf8') ?? '')).toEqual(readings[21]);
  });

  it('keeps a typed reading of a patient that does not exist in quarantine', async () => {
    const bytes = Buffer.from(JSON.stringify(fingerStick(-5, 100)));
    const source = { type: 'manual' as const, userId: newId(), patientId: newId() };
    const fates = await ingest.commit([{ source, payload: { type: 'readings', bytes }, receivedAt: new Date() }]);
    expect(fates).toMatchObject([[{ fate: 'quarantined', reason: 'rejected-by-database' }]]);
  });

  it('rejects with nothing stored when the connection is lost in the middle, and works again afterwards', async () => {
    const device = await clinic.addDevice();
    const onRaised = vi.fn();
    const other = clinic.openIngest({ onRaised });
    await publish(other, device, pressure(-30, 118, 76));
    // Somebody holds the patient: the transaction waits for the lock when its connection is cut.
    const reading = fingerStick(-10, 45);
    await sql.begin(async (tx) => {
      await tx`select 1 from detectors where patient_id = ${device.patientId} for update`;
      const committing = publish(other, device, reading);
      const refused = expect(committing).rejects.toBeInstanceOf(StorageUnavailableError);
      await vi.waitFor(async () => {
        const killed = await tx`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`;
        expect(killed).toHaveLength(1);
      });
      await refused;
    });
    expect(await stored(device.patientId)).toBe(1);
    expect(onRaised).not.toHaveBeenCalled();
    expect(await publish(other, device, reading)).toMatchObject([{ fate: 'stored' }]);
    expect(await stored(device.patientId)).toBe(2);
    expect(onRaised).toHaveBeenCalledOnce();
  });

  it('rejects while the database cannot be reached', async () => {
    const away = clinic.openIngest({ url: 'postgres://postgres@127.0.0.1:1/nowhere' });
    await expect(publish(away, { deviceId: 'any' }, fingerStick(-5, 100))).rejects.toMatchObject({
      name: 'StorageUnavailableError',
      code: 'ECONNREFUSED',
    });
  });
});

it('scores every stored sensor reading that has a full window, and counts both', async () => {
  const device = await clinic.addDevice();
  const one = clinic.openIngest();
  await publish(
    one,
    device,
    Array.from({ length: 20 }, (_, i) => sensor(-600 + i * 15, 140 - i)),
  );
  expect(one.counters).toMatchObject({ stored: 20, fullWindowGlucose: 13, windowsScored: 13 });
  // A gap of more than 30 minutes, and the forecaster abstains until the window is full again.
  await publish(one, device, [sensor(-200, 120), sensor(-185, 120)]);
  expect(one.counters).toMatchObject({ stored: 22, fullWindowGlucose: 13, windowsScored: 13 });
  // Another process has the same window, read from the database.
  const two = clinic.openIngest();
  await publish(two, device, sensor(-314, 120));
  expect(two.counters).toMatchObject({ fullWindowGlucose: 1, windowsScored: 1 });
});
