import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Arrival, ReadingFate } from '#ingest/arrival.ts';
import type { Ingest } from '#ingest/ingest.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import type { TestDevice } from '#test/support/gateway-clinic.ts';
import { arrivalOf, ingestClinic, publish } from '#test/support/ingest-clinic.ts';
import { testDatabase } from '#test/support/postgres.ts';

const MINUTE = 60_000;
const AHEAD = 60;

const database = await testDatabase();
const clinic = ingestClinic(database.url, await createForecaster({ artifactDir: '/nowhere' }));
const { sql } = clinic;

afterAll(async () => {
  await clinic.close();
  await database.drop();
});

/** Minutes are counted from here; the processes' clock goes with the test. */
const START = Math.floor(Date.now() / MINUTE) * MINUTE - 90 * MINUTE;
let minuteNow = 0;
const instant = (minute: number): Date => new Date(START + minute * MINUTE);
const openIngest = (): Ingest => clinic.openIngest({ now: () => instant(minuteNow) });

let ingest: Ingest;
let device: TestDevice;
beforeEach(async () => {
  device = await clinic.addDevice();
  ingest = openIngest();
  minuteNow = 0;
});

/** A finger-stick taken at a minute, as a clock that is so far ahead dates it. */
const reading = (minute: number, ahead = AHEAD, more: object = {}) => ({
  ...{ kind: 'glucose', value: 100, unit: 'mg/dL', specimen: 'capillary' },
  ...{ measuredAt: instant(minute + ahead).toISOString(), messageId: `at-${minute}-${ahead}` },
  ...more,
});

/** Received at a minute. */
const send = (minute: number, readings: unknown, to = ingest): Promise<ReadingFate[]> => {
  minuteNow = minute;
  return publish(to, device, readings, instant(minute));
};
const outcomes = async (sent: Promise<ReadingFate[]>): Promise<string[]> =>
  (await sent).map(({ fate, reason }) => reason ?? fate);

/** Three readings over ten minutes: their clock is known to be ahead afterwards. */
const learn = async (ahead = AHEAD): Promise<void> => {
  for (const minute of [0, 5, 10]) {
    expect(await outcomes(send(minute, reading(minute, ahead)))).toEqual(['future-clock']);
  }
};

const clocks = () => sql<{ ahead: number; since: Date }[]>`
  select ahead_ms::float8 / 60000 as ahead, known_since as since from device_clocks
  where device_id = ${device.deviceId}`;
const audited = async (): Promise<string[]> => {
  const rows = await sql<{ action: string }[]>`
    select action from audit_log where subject_type = 'device' and subject_id = ${device.deviceId}
      and actor = '{"type":"system","id":"device-clock"}' order by id`;
  return rows.map(({ action }) => action);
};
/** Minutes from the start: as sent, and as counted. */
const observations = () => sql<{ measured: number; effective: number; flags: string[] | null }[]>`
  select extract(epoch from measured_at - ${instant(0)})::float8 / 60 as measured,
    extract(epoch from effective_at - ${instant(0)})::float8 / 60 as effective, flags
  from observations where patient_id = ${device.patientId} order by received_at, measured_at`;
const alerts = () => sql<{ rule: string; paged: boolean; lane: string; onset: number }[]>`
  select rule_id as rule, paged, lane, extract(epoch from onset_at - ${instant(0)})::float8 / 60 as onset
  from alerts where patient_id = ${device.patientId} order by raised_at`;

const CORRECTED = ['clock-corrected'];

describe('a clock that is ahead', () => {
  it('is learned from three readings over ten minutes, and its next reading counts as taken when it was', async () => {
    await learn();
    expect(await clocks()).toEqual([{ ahead: AHEAD, since: instant(0) }]);
    expect(await audited()).toEqual(['device-clock:learned']);
    expect(await outcomes(send(15, reading(15)))).toEqual(['stored']);
    expect(await observations()).toEqual([{ measured: 75, effective: 15, flags: CORRECTED }]);
    expect(
      await sql`select 1 from quarantined_readings where source = ${device.deviceId} and state = 'held'`,
    ).toHaveLength(3);
  });

  it('pages for a crisis at the corrected time', async () => {
    await learn();
    await send(15, reading(15, AHEAD, { value: 45 }));
    expect(await alerts()).toMatchObject([{ rule: 'glucose.low-2', paged: true, lane: 'physiological', onset: 15 }]);
  });

  it('takes what was kept for hours at its corrected time, and a reading that says now only beside others', async () => {
    await learn();
    const kept = [-120, -60, -58, 14].map((minute) => reading(minute));
    await send(15, kept);
    expect((await observations()).map(({ effective }) => effective)).toEqual([-120, -60, -58, 14]);
    // 60 min ago by a clock that is an hour ahead is now.
    await send(20, [reading(-40), reading(20), reading(19)]);
    expect((await observations()).slice(4).map(({ effective }) => effective)).toEqual([-40, 19, 20]);
    // Sent one by one, the oldest first: -49 comes as 14 min ago, and in doubt that is what it is.
    for (const minute of [-80, -51, -49]) await send(25, reading(minute));
    expect((await observations()).slice(7).map(({ effective }) => effective)).toEqual([-80, -51, 11]);
    expect(await clocks()).toHaveLength(1);
  });

  it('is quarantined as before where the corrected time is still in the future, and learned again', async () => {
    await learn();
    for (const minute of [15, 20, 25]) {
      expect(await outcomes(send(minute, reading(minute, 480)))).toEqual(['future-clock']);
    }
    expect(await clocks()).toMatchObject([{ ahead: 480 }]);
    expect(await outcomes(send(30, reading(30, 480)))).toEqual(['stored']);
    expect(await audited()).toEqual(['device-clock:learned', 'device-clock:learned']);
  });

  it('is followed while it drifts', async () => {
    await learn();
    for (const minute of [15, 20, 25, 30]) {
      expect(await outcomes(send(minute, reading(minute, AHEAD + 3)))).toEqual(['stored']);
    }
    expect(await clocks()).toMatchObject([{ ahead: AHEAD + 3 }]);
    expect((await observations()).map(({ effective }) => effective)).toEqual([18, 23, 28, 30]);
  });

  it('makes a reading that somebody typed in, or a device that is right, no other', async () => {
    await learn();
    const source = { type: 'manual' as const, userId: crypto.randomUUID(), patientId: device.patientId };
    const typed: Arrival = { ...arrivalOf('', reading(15, -30), instant(15)), source };
    const other = await clinic.addDevice();
    minuteNow = 15;
    await ingest.commit([typed, arrivalOf(other.deviceId, reading(15, -30), instant(15))]);
    const rows = await sql`
      select 1 from observations where patient_id = any (${[device.patientId, other.patientId]}::uuid[])
        and effective_at = measured_at and flags is null`;
    expect(rows).toHaveLength(2);
  });

  it('gives a reading to whoever had the device at the corrected time', async () => {
    await learn();
    const next = await clinic.addDevice();
    await sql`update device_assignments set ends_at = ${instant(15)} where device_id = ${device.deviceId}`;
    await sql`
      insert into device_assignments (id, device_id, patient_id, starts_at)
      values (gen_random_uuid(), ${device.deviceId}, ${next.patientId}, ${instant(15)})`;
    await send(16, [reading(14), reading(16)]);
    const rows = await sql`
      select patient_id from observations where source = ${device.deviceId} order by measured_at`;
    expect(rows).toEqual([{ patient_id: device.patientId }, { patient_id: next.patientId }]);
  });

  it('is not learned from one reading sent again and again', async () => {
    for (const minute of [0, 5, 10, 15, 20]) await send(minute, reading(0));
    expect(await clocks()).toEqual([]);
  });
});

describe('numbers against time', () => {
  const numbered = (seq: number, minute: number, ahead = AHEAD) =>
    reading(minute, ahead, { seq, messageId: undefined });

  it('go on when a clock is found to be ahead, and when it is put right, in this process and another', async () => {
    await send(-5, numbered(1, -5, 0));
    for (const [index, minute] of [0, 5, 10].entries()) await send(minute, numbered(2 + index, minute));
    expect(await outcomes(send(15, numbered(5, 15)))).toEqual(['stored']);
    expect(await outcomes(send(20, numbered(6, 20), openIngest()))).toEqual(['stored']);
    expect(await outcomes(send(25, numbered(7, 25, 0), openIngest()))).toEqual(['stored']);
    expect(await outcomes(send(30, numbered(8, 29, 0)))).toEqual(['stored']);
    expect(await outcomes(send(31, numbered(9, 15, 0)))).toEqual(['sequence-against-time']);
  });
});

describe('a clock that was put right', () => {
  it('is believed at once, and its correction ends', async () => {
    await learn();
    await send(15, reading(15));
    expect(await outcomes(send(20, reading(20, 0)))).toEqual(['stored']);
    expect(await clocks()).toEqual([]);
    expect(await audited()).toEqual(['device-clock:learned', 'device-clock:ended']);
    await send(30, reading(25, 0));
    expect(await observations()).toMatchObject([
      { measured: 75, effective: 15, flags: CORRECTED },
      { measured: 20, effective: 20, flags: null },
      { measured: 25, effective: 25, flags: null },
    ]);
  });

  it('pages for a crisis on its first reading, although that was slow on its way', async () => {
    await learn(480);
    await send(20, reading(10, 0, { value: 45 }));
    expect(await alerts()).toMatchObject([{ rule: 'glucose.low-2', paged: true, lane: 'physiological', onset: 10 }]);
    expect(await clocks()).toHaveLength(1);
  });

  it('pages for a crisis of just now that comes in one message with what is older', async () => {
    await learn(480);
    await send(60, [reading(20, 0), reading(57, 0, { value: 44 })]);
    expect(await alerts()).toMatchObject([{ rule: 'glucose.low-2', paged: true, lane: 'physiological', onset: 57 }]);
  });

  it('is believed when nothing from the future comes any more, where its readings always come late', async () => {
    await learn();
    for (const minute of [15, 20, 25]) await send(minute, reading(minute - 4, 0));
    expect(await clocks()).toEqual([]);
    await send(30, reading(-10, 0));
    expect((await observations()).map(({ effective }) => effective)).toEqual([11, 16, 21, -10]);
  });

  it('makes no second reading of one that was stored while it was corrected', async () => {
    await learn();
    const corrected = reading(15, AHEAD, { value: 45 });
    const [first] = await send(15, corrected);
    await send(16, reading(16, 0));
    expect(await send(17, corrected)).toEqual([{ fate: 'duplicate', observationId: first?.observationId }]);
    expect(await outcomes(send(18, { ...corrected, value: 44 }))).toEqual(['future-clock']);
    expect(await observations()).toHaveLength(2);
  });

  it('makes no second reading of one that was stored before it was known to be ahead', async () => {
    const kept = reading(-100);
    const [first] = await send(-1, kept);
    await learn();
    expect(await send(15, kept)).toEqual([{ fate: 'duplicate', observationId: first?.observationId }]);
  });
});

describe('processes', () => {
  it('know after a restart what was learned before', async () => {
    await learn();
    expect(await outcomes(send(15, reading(15), openIngest()))).toEqual(['stored']);
  });

  it('learn from each other within half a minute, that it is ahead and that it is right', async () => {
    const other = openIngest();
    await send(0, reading(0, -90), other);
    await learn();
    expect(await outcomes(send(12, reading(12), other))).toEqual(['stored']);
    await send(12.1, reading(12.1, 0));
    expect(await clocks()).toEqual([]);
    await send(12.4, reading(2, 0), other);
    await send(12.6, reading(3, 0), other);
    expect((await observations()).slice(-2)).toMatchObject([
      { measured: 2, effective: -58 },
      { measured: 3, effective: 3 },
    ]);
  });

  it('take the word of whoever removes the row', async () => {
    await learn();
    await send(15, reading(15));
    await sql`delete from device_clocks where device_id = ${device.deviceId}`;
    await send(16, reading(12, 0));
    expect((await observations()).at(-1)).toMatchObject({ measured: 12, effective: 12 });
  });

  it('write down once what both find at the same moment', async () => {
    const others = [openIngest(), openIngest()];
    for (const minute of [0, 5]) for (const other of others) await send(minute, reading(minute), other);
    await Promise.all(others.map((other) => send(10, reading(10), other)));
    expect(await clocks()).toHaveLength(1);
    expect(await audited()).toEqual(['device-clock:learned']);
    await Promise.all(others.map((other) => send(20, reading(20, 0), other)));
    expect(await audited()).toEqual(['device-clock:learned', 'device-clock:ended']);
  });
});

it('is learned from Bluetooth frames by their own clock only', async () => {
  /** 0x2A37: 70 beats a minute, without a time. */
  const pulse = (minute: number): Arrival => ({
    source: { type: 'device', deviceId: device.deviceId },
    payload: { type: 'gatt', characteristic: '2a37', heardAt: null, bytes: Uint8Array.of(0, 70) },
    receivedAt: instant(minute),
  });
  for (const minute of [0, 5, 10]) {
    await send(minute, reading(minute));
    await ingest.commit([pulse(minute)]);
  }
  expect(await clocks()).toHaveLength(1);
  minuteNow = 15;
  await ingest.commit([pulse(15)]);
  expect(await clocks()).toHaveLength(1);
  expect((await observations()).at(-1)).toMatchObject({ measured: 15, effective: 15, flags: null });
});

it('is neither learned nor corrected from what a webhook sends: one user may have several clocks', async () => {
  const dataPoint = (minute: number, ahead: number, value = 100): Arrival => {
    const body = {
      blood_glucose: { value, unit: 'mg/dL' },
      specimen_source: 'capillary blood',
      effective_time_frame: { date_time: instant(minute + ahead).toISOString() },
    };
    const header = {
      uuid: crypto.randomUUID(),
      schema_id: { namespace: 'omh', name: 'blood-glucose', version: '4.0' },
      source_creation_date_time: instant(minute).toISOString(),
    };
    return {
      source: { type: 'device', deviceId: device.deviceId },
      payload: { type: 'data-point', bytes: Buffer.from(JSON.stringify({ header, body })) },
      receivedAt: instant(minuteNow),
    };
  };
  const commit = async (arrival: Arrival) => {
    const [[fate] = []] = await ingest.commit([arrival]);
    return fate?.reason ?? fate?.fate;
  };
  // One app of the user's is three hours ahead, and goes on; the other is right, and twenty minutes late.
  for (minuteNow of [0, 5, 10, 15]) expect(await commit(dataPoint(minuteNow, 180))).toBe('future-clock');
  expect(await clocks()).toEqual([]);
  minuteNow = 20;
  expect(await commit(dataPoint(0, 0, 44))).toBe('stored');
  expect(await observations()).toEqual([{ measured: 0, effective: 0, flags: null }]);
  expect(await alerts()).toMatchObject([{ rule: 'glucose.low-2', paged: true, lane: 'physiological', onset: 0 }]);

  // Dangerous and from the future: held, and paged for.
  device = await clinic.addDevice();
  expect(await commit(dataPoint(20, 180, 44))).toBe('future-clock');
  expect(await alerts()).toMatchObject([{ rule: 'glucose.low-2', paged: true, lane: 'physiological', onset: 20 }]);
});

it('is learned of a device that is nobody’s', async () => {
  await sql`update device_assignments set ends_at = ${instant(-60)} where device_id = ${device.deviceId}`;
  await learn();
  expect(await clocks()).toHaveLength(1);
});
