import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '#database/embedded/free-port.ts';
import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.ts';
import { testClinic, type TestClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { startLedgerPublisher, type LedgerReading } from '../support/ledger-publisher.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const ROUNDS = 20;
/** Every second round the proxy holds acknowledgements back, so that the kill falls between COMMIT and PUBACK. */
const isHeldRound = (round: number): boolean => round % 2 === 1;
const DEVICES = 150;
const WINDOW = 3;
const IN_FLIGHT_AT_KILL = 200;
const STEP_MS = 2 * 60_000;
/** Within the time for which a cuff pressure is news. */
const STARTS_AGO_MS = 20 * 3_600_000;
const BREACH_EVERY = 40;

let database: TestDatabase;
let clinic: TestClinic;
let devices: TestDevice[];
beforeAll(async () => {
  database = await testDatabase();
  clinic = testClinic(database.url);
  devices = await clinic.addDevices(DEVICES, 'cuff');
});
afterAll(async () => {
  await clinic.close();
  await database.drop();
});

const startsAt = Date.now() - STARTS_AGO_MS;
const makeReading = (device: TestDevice, position: number): LedgerReading => {
  const isBreach = (position + devices.indexOf(device)) % BREACH_EVERY === BREACH_EVERY - 1;
  const measuredAt = new Date(startsAt + position * STEP_MS).toISOString();
  const messageId = `m${position}`;
  const [systolic, diastolic] = isBreach ? [195, 125] : [118 + (position % 9), 74];
  const json = JSON.stringify({ kind: 'blood-pressure', messageId, measuredAt, systolic, diastolic, unit: 'mmHg' });
  return { messageId, json, isBreach, measuredAt };
};

const storedKeys = async (): Promise<Set<string>> => {
  const rows = await clinic.sql<{ source: string; source_key: string }[]>`select source, source_key from observations`;
  const keys = new Set(rows.map((row) => `${row.source} ${row.source_key}`));
  // The primary key has the time in it: the same reading with another time would be a second row.
  expect(keys.size).toBe(rows.length);
  return keys;
};

it(`loses nothing that it acknowledged and raises nothing twice when it is killed ${ROUNDS} times under load`, async () => {
  const port = await freePort();
  const start = (): Promise<GatewayProcess> =>
    startGatewayProcess({ DATABASE_URL: database.url, KANHU_MQTT_PORT: String(port), KANHU_GATEWAY_ID: 'gw-chaos' });
  let gateway = await start();
  const proxy = await startTcpProxy({ host: '127.0.0.1', port });
  const publisher = startLedgerPublisher(devices, { port: proxy.port, window: WINDOW, make: makeReading });
  let killsBetweenCommitAndAck = 0;

  for (let round = 0; round < ROUNDS; round += 1) {
    const before = publisher.acknowledged();
    while (publisher.acknowledged() < before + DEVICES || publisher.unacknowledged() < IN_FLIGHT_AT_KILL)
      await sleep(5);
    if (isHeldRound(round)) {
      proxy.holdAnswers();
      // Everything in flight is committed meanwhile, and its acknowledgements are on their way.
      await sleep(250);
    }
    expect(publisher.unacknowledged()).toBeGreaterThanOrEqual(IN_FLIGHT_AT_KILL);
    await gateway.end('SIGKILL');
    await proxy.cut();
    const stored = await storedKeys();
    const unticked = publisher.ledger().filter(({ isAcknowledged }) => !isAcknowledged);
    if (unticked.filter(({ device, messageId }) => stored.has(`${device.deviceId} m:${messageId}`)).length > 0) {
      killsBetweenCommitAndAck += isHeldRound(round) ? 1 : 0;
    }
    const lost = publisher
      .ledger()
      .filter(
        ({ isAcknowledged, device, messageId }) => isAcknowledged && !stored.has(`${device.deviceId} m:${messageId}`),
      );
    expect(lost).toEqual([]);
    gateway = await start();
    await proxy.restore();
  }
  await publisher.finish(60_000);
  publisher.close();
  expect(await gateway.end('SIGTERM')).toBe(0);
  await proxy.close();
  expect(killsBetweenCommitAndAck).toBeGreaterThanOrEqual(5);

  const ledger = publisher.ledger();
  const stored = await storedKeys();
  expect(stored.size).toBe(ledger.length);
  const breaches = ledger.filter(({ isBreach }) => isBreach);
  expect(breaches.length).toBeGreaterThan(DEVICES / 2);
  const findings = await clinic.sql<{ patient_id: string; onset_at: Date }[]>`
    select patient_id, onset_at from findings where rule_id = 'bp.crisis'`;
  const onsets = (rows: readonly string[]): string[] => rows.toSorted();
  expect(onsets(findings.map((row) => `${row.patient_id} ${row.onset_at.toISOString()}`))).toEqual(
    onsets(breaches.map(({ device, measuredAt }) => `${device.patientId} ${measuredAt}`)),
  );
  const open = await clinic.sql<{ patient_id: string; count: number }[]>`
    select patient_id, count(*)::int as count from alerts
    where rule_id = 'bp.crisis' and state not in ('resolved', 'withdrawn') group by patient_id`;
  const patients = new Set(breaches.map(({ device }) => device.patientId));
  expect(open.every(({ count }) => count === 1)).toBe(true);
  expect(onsets(open.map((row) => row.patient_id))).toEqual(onsets([...patients]));
}, 180_000);
