import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { ALERT_NOTIFICATIONS } from '#contracts/notification.ts';
import { connect, type Connections } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { careTeamMembers } from '#database/schema/index.ts';
import { verifyAuditSeals } from '#server/services/audit/seal.ts';
import { startGatewayReceiver, type GatewayReceiver } from '#tools/receivers/gateway-receiver.ts';
import { createRandom } from '#tools/simulator/random.ts';
import { deliveryFaults, doingFaults, recordFaults, replayFaults } from '../support/alert-faults.ts';
import { AlertLife, LIVES } from '../support/alert-lives.ts';
import { callFaults } from '../support/call-faults.ts';
import { takeSnapshot } from '../support/clinic-snapshot.ts';
import { CrashingClinic, STRIKES } from '../support/crashing-clinic.ts';
import { addEndpoint, createGatewaySecret, setChannels } from '../support/endpoints.ts';
import { tierOf } from '../support/escalation.ts';
import { eventually } from '../support/eventually.ts';
import { testClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { startLedgerPublisher } from '../support/ledger-publisher.ts';
import { createAdministrator, createClinician, type Person } from '../support/people.ts';
import { PersistentPage } from '../support/persistent-page.ts';

const LIFE_COUNT = 200;
/** Each kind of strike so often, one in each part of the time, at a random moment of it. */
const STRIKES_OF_A_KIND = 3;
const CHAOS_MS = 72_000;
const DOWN_MS = [50, 2_000] as const;
/** A tier has a minute, the shortest there is: breaches that come early are called for twice more while things die. */
const BEGINS_WITHIN_MS = 25_000;
const DAWDLES_MS = 9_000;
/**
 * Each server sweeps four times a second, and connects again within a second of the database's return (ADR 34); two cores
 * carry all of it, and what died is still coming back.
 */
const CALLED_WITHIN_MS = 5_000;

const seed = Number(process.env['KANHU_CHAOS_SEED'] ?? randomInt(1_000_000));

let clinic: CrashingClinic;
let connections: Connections;
let receiver: GatewayReceiver;
let people: { team: Person[]; called: Person[] };
let devices: TestDevice[];
const taken = new Set<string>();

beforeAll(async () => {
  const secret = createGatewaySecret();
  receiver = await startGatewayReceiver({
    port: 0,
    secret: secret.bytes,
    onMessage: ({ message }) => taken.add(message.id),
  });
  clinic = await CrashingClinic.start({
    servers: 2,
    env: {
      KANHU_MESSAGE_GATEWAY_URL: `http://127.0.0.1:${receiver.port}/send`,
      KANHU_MESSAGE_GATEWAY_SECRET: secret.text,
      KANHU_OUTBOUND_NETWORKS: 'loopback',
      KANHU_LOG_LEVEL: 'info',
    },
  });
  connections = connect(clinic.postgres.url, { applicationName: 'kanhu-test', maxConnections: 2 });
  const at = { url: clinic.serverUrls[0] ?? '', deps: { db: connections.db } };
  const names = ['Dr Ana Ruiz', 'Ben Okafor', 'Dr Wen Li', 'Mia Sato', 'Dr On Call', 'Dr Next Call'];
  const clinicians = await Promise.all(names.map((name) => createClinician(at, { name, profession: 'doctor' })));
  people = { team: clinicians.slice(0, 4), called: clinicians.slice(4) };
  const administrator = await createAdministrator(at);
  for (const severity of ['critical', 'high']) {
    const tiers = [
      { targets: [{ kind: 'care-team' }], answerWithin: { kind: 'minutes', minutes: 1 } },
      ...people.called.map((person) => tierOf([person], 1)),
    ];
    const body = { tiers, reason: 'for a bad night', basedOnVersion: 0 };
    const answer = await administrator.send('PUT', `/api/escalation-policies/${severity}`, body);
    expect(answer.status).toBe(200);
  }
  await setChannels(connections.db, ['sms']);
  const withTelephone = [person(people.team, 0), person(people.team, 3), person(people.called, 0)];
  for (const [index, { userId }] of withTelephone.entries()) {
    await addEndpoint(connections.db, { userId, channel: 'sms', address: `+861380000000${index}` });
  }
  const home = testClinic(clinic.postgres.url);
  devices = await home.addDevices(LIFE_COUNT, 'home');
  await home.close();
  await connections.db.insert(careTeamMembers).values(
    devices.flatMap(({ patientId }, index) =>
      teamOf(index).map(({ userId }) => ({
        ...{ id: newId(), patientId, userId, role: 'doctor' as const },
        startsAt: new Date(Date.now() - 3_600_000),
      })),
    ),
  );
}, 120_000);
afterAll(async () => {
  await connections.close();
  await clinic.close();
  await receiver.close();
});

/** Two of four share the care of a patient. */
const teamOf = (index: number): readonly Person[] => [0, 1].map((next) => person(people.team, index + next));
const person = <T>(all: readonly T[], index: number): T => {
  const one = all[index % all.length];
  if (one === undefined) throw new Error('there is nobody');
  return one;
};

it(`loses no alert, call or event, and doubles none, whatever is killed meanwhile (KANHU_CHAOS_SEED=${seed})`, async () => {
  const random = createRandom(seed);
  const urls = clinic.serverUrls;
  const pages = await Promise.all([...people.team, ...people.called].map((one) => PersistentPage.open(urls, one)));
  const lives = devices.map((device, index) => {
    return new AlertLife({
      kind: person(LIVES, index),
      rule: Math.floor(index / LIVES.length) % 2 === 0 ? 'glucose.low-2' : 'bp.low',
      device,
      team: [person(pages.slice(0, 4), index), person(pages.slice(0, 4), index + 1)],
      urls,
      random: createRandom(seed + 1 + index),
      beginsWithinMs: BEGINS_WITHIN_MS,
      dawdlesMs: DAWDLES_MS,
      offer: () => publisher.offer(),
    });
  });
  const lifeOf = new Map(lives.map((life) => [life.device.deviceId, life]));
  const publisher = startLedgerPublisher(devices, {
    ...{ port: clinic.mqttPort, window: 4, reconnectMs: 250 },
    make: ({ deviceId }, position) => lifeOf.get(deviceId)?.reading(position) ?? null,
  });

  onTestFailed(() => {
    const unacknowledged = publisher.ledger().filter(({ isAcknowledged }) => !isAcknowledged);
    console.error(
      [
        ...pages.map(({ story }) => story),
        ...unacknowledged.map(({ device, messageId }) => `not acknowledged: ${device.deviceId} ${messageId}`),
        ...lives.flatMap((life) => (life.isOver ? [] : [`still lives: ${life.device.deviceId} ${life.kind}`])),
        clinic.story,
      ].join('\n'),
    );
  });
  const living = Promise.all(lives.map((life) => life.live()));
  living.catch(() => undefined);
  const strikes = STRIKES.flatMap((kind) => Array.from({ length: STRIKES_OF_A_KIND }, () => kind))
    .map((kind) => ({ kind, order: random.next() }))
    .toSorted((a, b) => a.order - b.order);
  const beganAt = Date.now();
  const slotMs = CHAOS_MS / strikes.length;
  for (const [index, { kind }] of strikes.entries()) {
    const strikesAt = beganAt + slotMs * (index + random.next());
    await sleep(Math.max(0, strikesAt - Date.now()));
    await clinic.strike(kind, { downMs: random.between(...DOWN_MS), pick: random.next() });
  }
  await clinic.whole();
  await living;
  await publisher.finish(30_000);
  publisher.close();

  const snapshot = await eventually(
    'nothing is under way',
    async () => {
      const found = await takeSnapshot(clinic.sql, CALLED_WITHIN_MS);
      const isOverdue = found.alerts.some((alert) => alert.isOverdue) || found.deliveries.some((one) => one.isOverdue);
      return found.underWay === 0 && !isOverdue ? found : null;
    },
    2 * CALLED_WITHIN_MS,
  );
  const lastEventId = BigInt(snapshot.stream.length);
  for (const page of pages) await page.until(() => page.lastEventId >= lastEventId, 15_000);
  expect(clinic.deaths).toEqual([]);

  // Each reading that was acknowledged is stored once, each breach was found once, and each alert stands for its patient.
  const ledger = publisher.ledger();
  const observations = await clinic.sql<{ key: string }[]>`
    select source || ' ' || source_key as key from observations where source = any(${devices.map((one) => one.deviceId)})`;
  expect(observations.map(({ key }) => key).toSorted()).toEqual(
    ledger.map(({ device, messageId }) => `${device.deviceId} m:${messageId}`).toSorted(),
  );
  const findings = await clinic.sql<{ patient_id: string; rule_id: string; onset_at: Date }[]>`
    select patient_id, rule_id, onset_at from findings where rule_id in ('glucose.low-2', 'bp.low')`;
  expect(findings.map((row) => `${row.patient_id} ${row.rule_id} ${row.onset_at.toISOString()}`).toSorted()).toEqual(
    ledger
      .filter(({ isBreach }) => isBreach)
      .map(({ device, measuredAt }) => `${device.patientId} ${lifeOf.get(device.deviceId)?.rule} ${measuredAt}`)
      .toSorted(),
  );
  const alertsOf = Map.groupBy(snapshot.alerts, ({ patientId, ruleId }) => `${patientId} ${ruleId}`);
  const isOpen = (state: string): boolean => state !== 'resolved' && state !== 'withdrawn';
  const outcomes = lives.map((life) => {
    const alerts = alertsOf.get(`${life.device.patientId} ${life.rule}`) ?? [];
    return { kind: life.kind, alerts: alerts.length, open: alerts.filter(({ state }) => isOpen(state)).length };
  });
  expect(outcomes).toEqual(lives.map((life) => ({ kind: life.kind, ...life.outcome })));
  expect(snapshot.alerts).toHaveLength(lives.reduce((sum, { outcome }) => sum + outcome.alerts, 0));

  // Everything is on the record, once, and the record tells how each alert came to be as it is.
  expect(recordFaults(snapshot)).toEqual([]);
  expect(replayFaults(snapshot)).toEqual([]);
  expect(doingFaults(snapshot, lives)).toEqual([]);
  expect(await verifyAuditSeals(connections.db)).toMatchObject({ brokenLink: null });

  const { faults, latestMs } = callFaults(snapshot, {
    ...{ tiers: 1 + people.called.length, withinMs: CALLED_WITHIN_MS },
    ableMs: (fromMs, toMs) => clinic.ableMs(fromMs, toMs),
  });
  expect(faults).toEqual([]);
  const members = new Map(
    devices.map(({ patientId }, index) => [patientId, teamOf(index).map(({ userId }) => userId)]),
  );
  const team = (patientId: string): readonly string[] => members.get(patientId) ?? [];
  expect(deliveryFaults(snapshot, { taken, team })).toEqual([]);

  // Each page was sent each event of its patients once, in order.
  const names = new Set<string>(ALERT_NOTIFICATIONS);
  for (const page of pages) {
    const ids = page.heard.map(({ payload }) => BigInt(payload.eventId)).filter((id) => id <= lastEventId);
    expect(page.gaps).toEqual([]);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => (a < b ? -1 : 1)));
    if (!people.team.includes(page.person)) continue;
    const opened = page.openedAt ?? 0n;
    const own = snapshot.stream.filter(
      ({ id, type, patientId }) =>
        BigInt(id) > opened && names.has(type) && team(patientId ?? '').includes(page.person.userId),
    );
    expect(ids).toEqual(own.map(({ id }) => BigInt(id)));
  }
  const calls = snapshot.calls.length;
  console.log(
    `seed ${seed}: ${snapshot.stream.length} events, ${calls} calls, the latest ${latestMs} ms after it was due, ` +
      `${lives.flatMap(({ doings }) => doings).reduce((sum, { lost }) => sum + lost, 0)} answers lost, ` +
      `${pages.reduce((sum, { connections: count }) => sum + count, 0)} connections of ${pages.length} pages`,
  );
  await Promise.all(pages.map((page) => page.close()));
}, 280_000);
