import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#database/ids.ts';
import type { Ingest } from '#ingest/ingest.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import type { TestDevice } from '#test/support/gateway-clinic.ts';
import { fingerStick, ingestClinic, pressure, publish, pulse, pulses, sensor } from '#test/support/ingest-clinic.ts';
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
  await sql`update device_assignments set starts_at = now() - interval '30 days' where device_id = ${added.deviceId}`;
  return added;
};
beforeEach(async () => {
  device = await addDevice();
});

const send = (...readings: unknown[]) => publish(ingest, device, readings);

const alerts = () => sql`
  select rule_id, severity, state, paged, confirmation, cleared_at is not null as is_cleared, explanation
  from alerts where patient_id = ${device.patientId} order by raised_at, rule_id`;
const findings = (patientId = device.patientId) => sql`
  select rule_id, stream, onset_at, cleared_at, severity, worsened_at, confirmation, lane from findings
  where patient_id = ${patientId} and superseded_at is null order by rule_id, stream, onset_at`;
const eventTypes = async (): Promise<string[]> => {
  const rows = await sql<{ type: string }[]>`
    select e.type from alert_events e join alerts a on a.id = e.alert_id
    where a.patient_id = ${device.patientId} order by e.id`;
  return rows.map(({ type }) => type);
};

/** What a clinician's verb does to the row. */
const settle = async (state: 'acknowledged' | 'resolved', ruleId: string): Promise<void> => {
  const user = newId();
  await sql`insert into users (id, name, email, role) values (${user}, 'Dr', ${`${user}@example.org`}, 'clinician')`;
  await sql`
    update alerts set state = ${state}, acknowledged_at = now(), acknowledged_by = ${user},
      resolved_at = case when ${state} = 'resolved' then now() end,
      resolved_by = case when ${state} = 'resolved' then ${user}::uuid end,
      outcome = case when ${state} = 'resolved' then 'advised' end
    where patient_id = ${device.patientId} and rule_id = ${ruleId}`;
};

describe('a pulse at rest', () => {
  it('is shown above 100, and pages when the same episode becomes critical, also when acknowledged', async () => {
    await send(...pulses(-40, 15, 108));
    expect(await alerts()).toMatchObject([{ rule_id: 'hr.rest-high', severity: 'moderate', paged: false }]);
    await settle('acknowledged', 'hr.rest-high');
    await send(...pulses(-25, 11, 135));
    expect(await alerts()).toMatchObject([{ severity: 'critical', state: 'raised', paged: true }]);
    expect(await eventTypes()).toEqual(['raised', 'severity-raised', 'paged']);
    expect(await findings()).toMatchObject([{ severity: 'critical', worsened_at: expect.any(Date) as Date }]);
  });

  it('that is milder again takes nothing from a critical alert that nobody has seen', async () => {
    await send(...pulses(-60, 11, 135));
    await send(...pulses(-49, 20, 112));
    expect(await findings()).toMatchObject([{ severity: 'critical' }, { severity: 'moderate', cleared_at: null }]);
    expect(await alerts()).toMatchObject([{ severity: 'critical', paged: true, is_cleared: true }]);
    // And gets worse again: a page of its own.
    await send(...pulses(-29, 11, 140));
    expect(await alerts()).toMatchObject([{ severity: 'critical', state: 'raised', paged: true, is_cleared: false }]);
    expect(await eventTypes()).toEqual(['raised', 'paged', 'cleared', 're-raised', 'paged']);
  });

  it('that is milder again is raised as such once the critical one was seen and is over', async () => {
    await send(...pulses(-60, 11, 135));
    await send(pulse(-49, 112));
    await settle('acknowledged', 'hr.rest-high');
    await send(...pulses(-48, 20, 112));
    expect(await alerts()).toMatchObject([{ severity: 'moderate', state: 'raised', paged: false }]);
  });
});

describe('two rules about one low', () => {
  it('raise one alert while the worse goes on, and both findings', async () => {
    await send(sensor(-45, 66), sensor(-30, 50), sensor(-15, 49), sensor(-1, 52));
    expect((await findings()).map(({ rule_id }) => rule_id as string)).toEqual(['glucose.low-1', 'glucose.low-2']);
    expect(await alerts()).toMatchObject([{ rule_id: 'glucose.low-2', paged: true }]);
  });
  it('raise the milder one when it is still low long after the worse one was over', async () => {
    await send(sensor(-115, 50), sensor(-100, 50));
    await send(sensor(-85, 60), sensor(-70, 60), sensor(-55, 61));
    expect(await alerts()).toMatchObject([{ rule_id: 'glucose.low-2' }]);
    await send(sensor(-40, 61), sensor(-25, 62));
    expect((await alerts()).map(({ rule_id }) => rule_id as string).sort()).toEqual(['glucose.low-1', 'glucose.low-2']);
  });
  it('page for the worse one, whatever the milder one was told before', async () => {
    await send(fingerStick(-40, 65));
    await settle('acknowledged', 'glucose.low-1');
    await send(fingerStick(-20, 51));
    expect(await alerts()).toMatchObject([
      { rule_id: 'glucose.low-1', state: 'acknowledged', paged: false },
      { rule_id: 'glucose.low-2', state: 'raised', paged: true },
    ]);
  });
});

it('keeps what was moderate and is old as findings, and makes no work of it', async () => {
  await send(...[68, 66, 65, 90, 95, 260, 265, 240, 200].map((value, i) => sensor(-2_000 + i * 15, value)));
  expect(await findings()).toMatchObject([
    { rule_id: 'glucose.high-2', lane: 'late' },
    { rule_id: 'glucose.low-1', lane: 'late' },
  ]);
  expect(await alerts()).toEqual([]);
});

describe('low blood pressure', () => {
  it('awaits a repeat, is raised in severity by it, and pages on symptoms only', async () => {
    await send(pressure(-30, 88, 58));
    expect(await alerts()).toMatchObject([{ rule_id: 'bp.low', severity: 'moderate', confirmation: 'awaiting' }]);
    await send(pressure(-25, 86, 57));
    expect(await alerts()).toMatchObject([{ severity: 'high', confirmation: 'confirmed', paged: false }]);
    await send(pressure(-20, 85, 57, { flags: ['symptoms'] }));
    expect(await alerts()).toMatchObject([{ severity: 'high', paged: true }]);
    expect(await eventTypes()).toEqual(['raised', 'confirmed', 'severity-raised', 'paged']);
  });
});

const DAY = 24 * 60;
const twiceADay = (days: readonly number[], systolic: number) =>
  days.flatMap((day) => [pressure(-day * DAY, systolic, 80), pressure(-day * DAY + 120, systolic + 2, 82)]);

describe('the mean of a week at home', () => {
  it('is raised once with the mean that made it, pages nobody, and is not raised again the day after it was closed', async () => {
    await send(...twiceADay([6, 5, 4, 3], 144));
    expect(await alerts()).toMatchObject([
      {
        rule_id: 'bp.home-mean',
        severity: 'moderate',
        paged: false,
        explanation: { mean: { systolic: 145, diastolic: 81, readings: 8 } },
      },
    ]);
    await settle('resolved', 'bp.home-mean');
    await send(...twiceADay([2, 1], 144));
    expect(await alerts()).toMatchObject([{ state: 'resolved' }]);
  });
  it('is known to the next process from the rows and findings of two weeks', async () => {
    // That the pressure has left what was usual is another finding.
    const means = async () => (await findings()).filter(({ rule_id }) => rule_id === 'bp.home-mean');
    await send(...twiceADay([12, 11, 10, 9, 8], 144));
    const [before] = await means();
    const second = clinic.openIngest();
    await publish(second, device, twiceADay([7, 6, 5], 150));
    expect(await means()).toMatchObject([{ onset_at: before?.['onset_at'] as Date, cleared_at: null }]);
    await publish(clinic.openIngest(), device, twiceADay([4, 3, 2, 1], 120));
    expect(await means()).toMatchObject([
      { onset_at: before?.['onset_at'] as Date, cleared_at: expect.any(Date) as Date },
    ]);
    expect(await alerts()).toMatchObject([{ is_cleared: true, paged: false }]);
  });
});

it('does not watch for what is switched off for a patient, and goes on to watch for a crisis', async () => {
  const user = newId();
  await sql`insert into users (id, name, email, role) values (${user}, 'Dr', ${`${user}@example.org`}, 'clinician')`;
  await sql`
    insert into thresholds (patient_id, version, rule_set, overrides, changed_by, changed_at, reason)
    values (${device.patientId}, 1, 'china', ${sql.json({ layersOff: ['windowed'] })}, ${user}, now(), 'palliative')`;
  await send(...twiceADay([6, 5, 4, 3], 144), fingerStick(-30, 65), ...pulses(-60, 11, 108));
  expect(await alerts()).toEqual([]);
  await send(fingerStick(-20, 51), ...pulses(-40, 11, 135));
  expect((await alerts()).map(({ rule_id, paged }) => [rule_id as string, paged as boolean]).sort()).toEqual([
    ['glucose.low-2', true],
    ['hr.rest-high', true],
  ]);
});

it('holds a doubtful clock against a crisis only', async () => {
  await send(fingerStick(60, 65), pulse(60, 108));
  expect(await alerts()).toEqual([]);
  await send(fingerStick(60, 50));
  expect((await alerts()).map(({ rule_id }) => rule_id as string)).toEqual(['glucose.low-2']);
});

/** What may not depend on when the readings came in. */
const timeless = (patientId: string) => sql`
  select rule_id, stream, onset_at, cleared_at, severity, worsened_at, confirmation from findings
  where patient_id = ${patientId} and superseded_at is null order by rule_id, stream, onset_at`;

/** A small repeatable shuffle: what comes in is late by up to a day. */
const lateness = (index: number): number => ((index * 7_919) % 23) * 60;

it('finds the same through two gateways in turn, in any order of a day and twice, as through one in order', async () => {
  const days = Array.from({ length: 20 }, (_, i) => 22 - i);
  const readings = [
    ...days.flatMap((day) => twiceADay([day], day > 15 || day < 6 ? 126 : 146)),
    ...days.flatMap((day) =>
      [80, 68, 66, 50, 49, 60, 72, 90, 260, 270, 255, 240].map((value, i) => sensor(-day * DAY + 300 + i * 15, value)),
    ),
    ...days
      .slice(0, 4)
      .flatMap((day) => [
        ...pulses(-day * DAY + 600, 12, 108),
        ...pulses(-day * DAY + 612, 12, 135),
        ...pulses(-day * DAY + 624, 14, 112),
        pulse(-day * DAY + 640, 80),
      ]),
    ...days.slice(4, 8).flatMap((day) => [pressure(-day * DAY + 700, 88, 58), pressure(-day * DAY + 706, 86, 57)]),
  ].sort((a, b) => a.measuredAt.localeCompare(b.measuredAt));

  const one = await addDevice();
  for (let from = 0; from < readings.length; from += 60) await publish(ingest, one, readings.slice(from, from + 60));

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
    const message = arrivals.slice(Math.max(0, sent - (turn % 3 === 0 ? 20 : 0)), sent + size);
    await publish(first, device, message);
    sent += size;
    gateways = turn === 5 ? [clinic.openIngest(), first] : gateways.toReversed();
  }
  const expected = await timeless(one.patientId);
  expect(new Set(expected.map(({ rule_id }) => rule_id as string))).toEqual(
    new Set([
      'bp.baseline',
      'bp.home-mean',
      'bp.low',
      'glucose.high-2',
      'glucose.low-1',
      'glucose.low-2',
      'hr.rest-high',
    ]),
  );
  expect(await timeless(device.patientId)).toEqual(expected);
});

it('raises an old pulse that was shown to be critical only by the second half of an upload', async () => {
  await send(...pulses(-240, 13, 110));
  expect(await alerts()).toEqual([]);
  await send(...pulses(-227, 18, 140));
  expect(await alerts()).toMatchObject([{ rule_id: 'hr.rest-high', severity: 'critical', paged: false }]);
});

it('lets a finger-stick of hours ago speak for no sensor', async () => {
  const then = () => new Date(Date.now() - 5 * 3_600_000);
  const earlier = clinic.openIngest({ now: then });
  await publish(earlier, device, [fingerStick(-300, 50)], then());
  expect(await alerts()).toMatchObject([{ rule_id: 'glucose.low-2', paged: true }]);
  await settle('resolved', 'glucose.low-2');
  await send(...[40, 30, 20, 10, 0].map((minutes) => sensor(-minutes, 65)));
  expect(await alerts()).toMatchObject([{ rule_id: 'glucose.low-2' }, { rule_id: 'glucose.low-1', state: 'raised' }]);
});
