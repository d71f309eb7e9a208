import { afterAll, beforeEach, expect, it } from 'vitest';
import { flushTimers } from '#ingest/policy/flush-timers.ts';
import { pageOverdue } from '#ingest/policy/page-overdue.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import type { TestDevice } from '#test/support/gateway-clinic.ts';
import { ingestClinic, publish } from '#test/support/ingest-clinic.ts';
import { testDatabase } from '#test/support/postgres.ts';

const database = await testDatabase();
const forecaster = await createForecaster({ artifactDir: '/nowhere' });
const clinic = ingestClinic(database.url, forecaster);
const { sql } = clinic;
await sql`insert into clinics (name, time_zone, clock) values ('Replay', 'UTC', 'event')`;
const ingest = clinic.openIngest({ clock: 'event' });

afterAll(async () => {
  await clinic.close();
  await database.drop();
});

let device: TestDevice;
beforeEach(async () => {
  device = await clinic.addDevice();
  await sql`update device_assignments set starts_at = '1900-01-01' where device_id = ${device.deviceId}`;
});

/** `minutes` after a Monday morning of 1991. */
const then = (minutes: number): string => new Date(Date.UTC(1991, 3, 8, 6, minutes)).toISOString();
const pressure = (minutes: number, systolic: number, diastolic: number) => ({
  ...{ kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', measuredAt: then(minutes) },
});

const events = () => sql<{ type: string; at: Date; reason: string | null }[]>`
  select e.type, e.at, e.reason from alert_events e join alerts a on a.id = e.alert_id
  where a.patient_id = ${device.patientId} order by e.at, e.id`;

const told = async (): Promise<[string, string][]> => (await events()).map(({ type, at }) => [type, at.toISOString()]);

it("runs on each patient's clock: what is late and when a deadline passes", async () => {
  await publish(ingest, device, [pressure(0, 190, 100), pressure(30, 130, 80)]);
  expect(await told()).toEqual([
    ['raised', then(0)],
    ['paged', then(10)],
    ['unconfirmed', then(30)],
    ['cleared', then(30)],
  ]);
  const [alert] = await sql`select lane, paged, paged_at, raised_at from alerts where patient_id = ${device.patientId}`;
  expect(alert).toMatchObject({
    lane: 'physiological',
    paged: true,
    raised_at: new Date(then(0)),
    paged_at: new Date(then(10)),
  });
  const rows =
    await sql`select received_at from observations where patient_id = ${device.patientId} order by measured_at`;
  expect(rows.map(({ received_at }) => (received_at as Date).toISOString())).toEqual([then(0), then(30)]);
});

it('waits for a repeat that comes in time', async () => {
  await publish(ingest, device, pressure(0, 190, 100));
  await publish(ingest, device, pressure(10, 130, 80));
  expect((await told()).map(([type]) => type)).toEqual(['raised', 'unconfirmed', 'cleared']);
});

it('passes a deadline between two messages, and the same way in one', async () => {
  await publish(ingest, device, pressure(0, 190, 100));
  await publish(ingest, device, { kind: 'heart-rate', value: 70, unit: '/min', measuredAt: then(12) });
  await publish(ingest, device, pressure(14, 186, 100));
  expect((await told()).map(([type]) => type)).toEqual(['raised', 'paged', 'confirmed']);
  const other = await clinic.addDevice();
  await sql`update device_assignments set starts_at = '1900-01-01' where device_id = ${other.deviceId}`;
  const oneByOne = await told();
  device = other;
  await publish(ingest, device, [
    pressure(0, 190, 100),
    { kind: 'heart-rate', value: 70, unit: '/min', measuredAt: then(12) },
    pressure(14, 186, 100),
  ]);
  expect(await told()).toEqual(oneByOne);
});

it('lets the deadlines that are left pass at the end, and never by the clock of PostgreSQL', async () => {
  await publish(ingest, device, pressure(0, 190, 100));
  expect(await pageOverdue(sql, 100)).toBe(0);
  expect(await flushTimers(sql)).toBeGreaterThanOrEqual(1);
  expect(await told()).toEqual([
    ['raised', then(0)],
    ['paged', then(10)],
  ]);
  expect(await flushTimers(sql)).toBe(0);
});

it('does not look at device clocks', async () => {
  const inTenYears = new Date(Date.now() + 10 * 365 * 86_400_000).toISOString();
  const fates = await publish(ingest, device, [
    { ...pressure(0, 120, 80), measuredAt: inTenYears, seq: 1 },
    { ...pressure(0, 121, 80), seq: 2 },
    { ...pressure(0, 121, 80), measuredAt: '0000-04-17T20:41:59Z' },
  ]);
  expect(fates.map(({ fate, reason }) => reason ?? fate)).toEqual(['stored', 'stored', 'reset-clock']);
});

it('is refused where the clinic runs on the wall clock', async () => {
  const wall = await testDatabase();
  const people = ingestClinic(wall.url, forecaster);
  await people.sql`insert into clinics (name, time_zone) values ('With people', 'Asia/Shanghai')`;
  await expect(publish(people.openIngest({ clock: 'event' }), device, pressure(0, 120, 80))).rejects.toThrow(
    'wall clock',
  );
  await expect(flushTimers(people.sql)).rejects.toThrow('wall clock');
  await people.close();
  await wall.drop();
});
