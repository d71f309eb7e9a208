import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '#contracts/alert.ts';
import { gattTopic, readingsTopic } from '#contracts/mqtt.ts';
import { newId } from '#database/ids.ts';
import type { Ingest } from '#ingest/ingest.ts';
import { invalidateObservation, lockDetector } from '#ingest/invalidate.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import { datasetFile, describeWithDatasets } from '#test/support/datasets.ts';
import type { TestDevice } from '#test/support/gateway-clinic.ts';
import { startTestGateway, type TestGateway } from '#test/support/gateway.ts';
import { ingestClinic, publish } from '#test/support/ingest-clinic.ts';
import { testDatabase } from '#test/support/postgres.ts';
import { readAnnotations } from '#tools/rhythm-evaluation/read-annotations.ts';
import { fibrillation, sinus } from '../unit/rhythm/pulses.ts';

const database = await testDatabase();
const clinic = ingestClinic(database.url, await createForecaster({ artifactDir: '/nowhere' }));
const { sql } = clinic;

afterAll(async () => {
  await clinic.close();
  await database.drop();
});

const MINUTE = 60_000;
const spanOf = (intervals: readonly number[]) => intervals.reduce((sum, interval) => sum + interval, 0);

type Sent = { kind: 'heart-rate'; value: number; unit: '/min'; measuredAt: string; rrIntervalsMs: number[] };

/** Intervals that end at `endMs`, cut into readings of so many beats, each at the time of its last beat. */
const strap = (endMs: number, intervals: readonly number[], beats = 5): Sent[] => {
  let at = endMs - spanOf(intervals);
  const readings: Sent[] = [];
  for (let i = 0; i < intervals.length; i += beats) {
    const rrIntervalsMs = intervals.slice(i, i + beats);
    at += spanOf(rrIntervalsMs);
    const value = Math.round((60_000 * rrIntervalsMs.length) / spanOf(rrIntervalsMs));
    const measuredAt = new Date(Math.round(at)).toISOString();
    // What a strap's receiver makes of a pause or a double beat.
    readings.push({
      kind: 'heart-rate',
      value: Math.min(250, Math.max(20, value)),
      unit: '/min',
      measuredAt,
      rrIntervalsMs,
    });
  }
  return readings;
};

type AlertRow = { id: string; severity: string; lane: string; state: string; paged: boolean; explanation: Explanation };
const alertsOf = ({ patientId }: TestDevice) => sql<AlertRow[]>`
  select id, severity, lane, state, paged, explanation from alerts
  where patient_id = ${patientId} and rule_id = 'rhythm.irregular'`;
const findingsOf = ({ patientId }: TestDevice) => sql`
  select stream, onset_at, cleared_at, severity from findings
  where patient_id = ${patientId} and rule_id = 'rhythm.irregular' and superseded_at is null and withdrawn_at is null
  order by onset_at`;

describe('over MQTT', () => {
  let gateway: TestGateway;
  const clients: MqttClient[] = [];
  beforeAll(async () => {
    gateway = await startTestGateway(database.url);
  });
  afterAll(async () => {
    for (const client of clients) await client.endAsync(true);
    await gateway.stop();
  });

  const connect = async ({ deviceId, password }: TestDevice): Promise<MqttClient> => {
    const identity = { username: deviceId, password, clientId: deviceId };
    const client = await mqtt.connectAsync(gateway.mqttUrl, { ...identity, reconnectPeriod: 0 });
    clients.push(client);
    return client;
  };
  const sendJson = async (device: TestDevice, readings: readonly Sent[]): Promise<void> => {
    const client = await connect(device);
    for (let i = 0; i < readings.length; i += 500) {
      const message = JSON.stringify(readings.slice(i, i + 500));
      await client.publishAsync(readingsTopic(device.deviceId), message, { qos: 1 });
    }
  };

  describeWithDatasets('real pulses', ['rhythm/203annotations.txt', 'rhythm/106annotations.txt'], () => {
    const intervalsOf = async (record: number): Promise<number[]> => {
      const beats = await readAnnotations(datasetFile(`rhythm/${record}annotations.txt`));
      return beats.slice(1).map(({ atMs }, i) => atMs - (beats[i]?.atMs ?? Number.NaN));
    };

    it('with fibrillation raise an alert that pages nobody and cites stored readings', async () => {
      const device = await clinic.addDevice();
      await sendJson(device, strap(Date.now(), await intervalsOf(203)));
      const [alert, ...others] = await alertsOf(device);
      expect(others).toEqual([]);
      expect(alert).toMatchObject({ severity: 'moderate', lane: 'physiological', state: 'raised', paged: false });
      const { contributions = [], pulse } = alert?.explanation ?? {};
      const cited = await sql`
        select id from observations
        where patient_id = ${device.patientId} and rr_intervals_ms is not null
          and id = any (${contributions.map(({ observationId }) => observationId)}::uuid[])`;
      expect(cited).toHaveLength(16);
      expect(pulse?.irregularWindows).toBeGreaterThan(2_000);
    });

    it('with much ectopy, and without fibrillation, raise none', async () => {
      const device = await clinic.addDevice();
      await sendJson(device, strap(Date.now(), await intervalsOf(106)));
      expect(await alertsOf(device)).toEqual([]);
    });
  });

  it('as the frames of a strap, each with the moment at which it was heard, raise it as well', async () => {
    const device = await clinic.addDevice();
    const client = await connect(device);
    for (const { measuredAt, value, rrIntervalsMs } of strap(Date.now(), fibrillation(500, 1), 2)) {
      const frame = Buffer.alloc(2 + 2 * rrIntervalsMs.length);
      frame.writeUInt8(0b1_0110, 0);
      frame.writeUInt8(value, 1);
      for (const [i, interval] of rrIntervalsMs.entries())
        frame.writeUInt16LE(Math.round((interval * 1_024) / 1_000), 2 + 2 * i);
      await client.publishAsync(gattTopic(device.deviceId, '2a37', new Date(measuredAt)), frame, { qos: 1 });
    }
    expect(await alertsOf(device)).toMatchObject([{ severity: 'moderate', state: 'raised' }]);
  });

  it('of a strap without skin contact raise nothing', async () => {
    const device = await clinic.addDevice();
    const client = await connect(device);
    for (const { measuredAt, rrIntervalsMs } of strap(Date.now(), fibrillation(500, 1), 10)) {
      const frame = Buffer.alloc(2 + 2 * rrIntervalsMs.length);
      frame.writeUInt8(0b1_0100, 0);
      frame.writeUInt8(100, 1);
      for (const [i, interval] of rrIntervalsMs.entries()) frame.writeUInt16LE(interval, 2 + 2 * i);
      await client.publishAsync(gattTopic(device.deviceId, '2a37', new Date(measuredAt)), frame, { qos: 1 });
    }
    const [count] = await sql`select count(*)::int from observations where patient_id = ${device.patientId}`;
    expect(count).toEqual({ count: 50 });
    expect(await alertsOf(device)).toEqual([]);
  });
});

describe('another process', () => {
  it('goes on where the one before ended, and ends what it told of', async () => {
    const device = await clinic.addDevice();
    const readings = strap(Date.now(), [...fibrillation(500, 3), ...sinus(400, 4)]);
    const chunks = [readings.slice(0, 60), readings.slice(60, 110), readings.slice(110)];
    const told: unknown[] = [];
    for (const chunk of chunks) {
      await publish(clinic.openIngest(), device, chunk);
      told.push(await findingsOf(device));
    }
    const onset = { stream: 'heart-rate', onset_at: expect.any(Date) as Date, severity: 'moderate' };
    expect(told).toEqual([
      [{ ...onset, cleared_at: null }],
      [{ ...onset, cleared_at: null }],
      [{ ...onset, cleared_at: expect.any(Date) as Date }],
    ]);
    const whole = await clinic.addDevice();
    await publish(clinic.openIngest(), whole, readings);
    expect(await findingsOf(device)).toEqual(await findingsOf(whole));
  });

  it('ends after days of silence what was irregular at their beginning', async () => {
    const device = await clinic.addDevice();
    await sql`update device_assignments set starts_at = now() - interval '30 days' where device_id = ${device.deviceId}`;
    const then = Date.now() - 5 * 24 * 60 * MINUTE;
    const first = strap(then, fibrillation(500, 5));
    await publish(clinic.openIngest({ now: () => new Date(then) }), device, first, new Date(then));
    expect(await findingsOf(device)).toMatchObject([{ cleared_at: null }]);
    for (const reading of strap(Date.now(), sinus(90, 6), 30)) await publish(clinic.openIngest(), device, reading);
    const lastBeat = Date.parse(first.at(-1)?.measuredAt ?? '');
    expect(await findingsOf(device)).toMatchObject([{ cleared_at: new Date(lastBeat + 60 * MINUTE) }]);
  });
});

it('is found the same through two gateways in turn, late, out of order and twice, as through one in order', async () => {
  const now = Date.now();
  const readings = Array.from({ length: 12 }, (_, i) => {
    const pulse = i % 3 === 1 ? [...sinus(150, i), ...fibrillation(400, i)] : sinus(350, i);
    return strap(now - (44 - i * 3.5) * 60 * MINUTE, pulse, 1 + (i % 5));
  }).flat();
  const one = await clinic.addDevice();
  const ingest = clinic.openIngest();
  for (let from = 0; from < readings.length; from += 60) await publish(ingest, one, readings.slice(from, from + 60));

  const other = await clinic.addDevice();
  const arrivals = readings
    .map((reading, i) => ({ reading, at: Date.parse(reading.measuredAt) + ((i * 7_919) % 23) * 60 * MINUTE }))
    .sort((a, b) => a.at - b.at)
    .map(({ reading }) => reading);
  let gateways: Ingest[] = [clinic.openIngest(), clinic.openIngest()];
  let sent = 0;
  for (let turn = 0; sent < arrivals.length; turn += 1) {
    const size = 1 + ((turn * 37) % 150);
    const [first] = gateways;
    if (first === undefined) throw new Error('no gateway');
    // Every third message comes again, as after a lost acknowledgement.
    await publish(first, other, arrivals.slice(Math.max(0, sent - (turn % 3 === 0 ? 20 : 0)), sent + size));
    sent += size;
    gateways = turn % 5 === 4 ? [clinic.openIngest(), first] : gateways.toReversed();
  }
  const expected = await findingsOf(one);
  expect(expected).toHaveLength(4);
  expect(await findingsOf(other)).toEqual(expected);
});

describe('wrong intervals', () => {
  const ingest = clinic.openIngest();
  it('are held with their reading where they are no intervals', async () => {
    const device = await clinic.addDevice();
    const [reading] = strap(Date.now(), sinus(3, 1));
    const fates = await publish(ingest, device, [
      { ...reading, messageId: 'text', rrIntervalsMs: ['800'] },
      { ...reading, messageId: 'negative', rrIntervalsMs: [-800] },
      { ...reading, messageId: 'long', rrIntervalsMs: [70_000] },
      { ...reading, messageId: 'many', rrIntervalsMs: Array<number>(513).fill(800) },
      { ...reading, messageId: 'number', rrIntervalsMs: 800 },
      { ...reading, messageId: 'none', rrIntervalsMs: [] },
      { ...reading, messageId: 'impossible', rrIntervalsMs: [0, 65_535, 1] },
    ]);
    expect(fates.map(({ fate }) => fate)).toEqual([
      ...Array<string>(5).fill('quarantined'),
      ...Array<string>(2).fill('stored'),
    ]);
  });

  it('are passed over where no heart beats so', async () => {
    const device = await clinic.addDevice();
    for (const wrong of [0, 65_535]) {
      const intervals = fibrillation(500, 1).map((interval, i) => (i % 4 === 0 ? wrong : interval));
      await publish(ingest, device, strap(Date.now() - wrong, intervals));
    }
    expect(await findingsOf(device)).toEqual([]);
  });
});

it('is not watched for where windowed rules are switched off for the patient', async () => {
  const device = await clinic.addDevice();
  const user = newId();
  await sql`insert into users (id, name, email, role) values (${user}, 'Dr', ${`${user}@example.org`}, 'clinician')`;
  await sql`
    insert into thresholds (patient_id, version, rule_set, overrides, changed_by, changed_at, reason)
    values (${device.patientId}, 1, 'china', ${sql.json({ layersOff: ['windowed'] })}, ${user}, now(), 'palliative')`;
  await publish(clinic.openIngest(), device, strap(Date.now(), fibrillation(500, 1)));
  expect(await findingsOf(device)).toEqual([]);
});

describe('a reading that does not count', () => {
  const takeOut = async (device: TestDevice, place: number): Promise<string> => {
    const [observation] = await sql<{ id: string; measured_at: Date }[]>`
      select id, measured_at from observations where patient_id = ${device.patientId}
      order by effective_at limit 1 offset ${place}`;
    if (observation === undefined) throw new Error('there is no such reading');
    await sql.begin(async (tx) => {
      await lockDetector(tx, device.patientId);
      const actor = { type: 'user', id: newId() } as const;
      const which = { patientId: device.patientId, observationId: observation.id, measuredAt: observation.measured_at };
      await invalidateObservation(tx, { ...which, actor, at: new Date(), reason: 'somebody else’s' });
    });
    return observation.id;
  };

  it('takes back what it had helped to make, though the alert cites others', async () => {
    const device = await clinic.addDevice();
    // A few seconds more than it takes: without the one in the middle it is two stretches, each too short.
    await publish(clinic.openIngest(), device, strap(Date.now(), fibrillation(240, 2)));
    const [raised] = await alertsOf(device);
    const id = await takeOut(device, 24);
    expect(raised?.explanation.contributions.map(({ observationId }) => observationId)).not.toContain(id);
    expect(await findingsOf(device)).toEqual([]);
    expect(await alertsOf(device)).toMatchObject([{ id: raised?.id, state: 'withdrawn' }]);
    // No process has kept it in its memory.
    await publish(clinic.openIngest(), device, strap(Date.now(), sinus(2, 1)));
    expect(await findingsOf(device)).toEqual([]);
  });

  it('leaves what the others make', async () => {
    const device = await clinic.addDevice();
    const ingest = clinic.openIngest();
    await publish(ingest, device, strap(Date.now(), fibrillation(900, 2)));
    const before = await findingsOf(device);
    await takeOut(device, 100);
    expect(await findingsOf(device)).toEqual(before);
    expect(await alertsOf(device)).toMatchObject([{ state: 'raised' }]);
  });
});
