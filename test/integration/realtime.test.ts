import { and, eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AlertNotification, ObservationNotification } from '#contracts/notification.ts';
import { newId } from '#database/ids.ts';
import { careTeamMembers, deliveries, detectors, observations, sessions } from '#database/schema/index.ts';
import { announce } from '#server/outbox.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, joinCareTeam, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlert, raiseAlertIn } from '#test/support/raise-alert.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import { storeObservation } from '#test/support/records.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
const clients: RealtimeClient[] = [];

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  clinic = await createClinic(server);
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await server.close();
  await live.database.drop();
});

const open = async (person: Person | null, options: Parameters<typeof RealtimeClient.connect>[2] = {}) => {
  const client = await RealtimeClient.connect(server.url, person, options);
  clients.push(client);
  return client;
};

const alertIds = (client: RealtimeClient): string[] =>
  client.heard.filter(({ name }) => name === 'alert:raised').flatMap(({ payload }) => payload.alert?.id ?? []);

const hears = (client: RealtimeClient, alertId: string) =>
  eventually('the alert on the page', () => alertIds(client).includes(alertId));

const endMembership = async (person: Person, patientId: string): Promise<void> => {
  await server.deps.db.transaction(async (tx) => {
    await tx
      .update(careTeamMembers)
      .set({ endsAt: new Date(Date.now() - 1) })
      .where(and(eq(careTeamMembers.userId, person.userId), eq(careTeamMembers.patientId, patientId)));
    await announce(tx, { type: 'access:ended', occurredAt: new Date(), userId: person.userId, patientId });
  });
  server.deps.wakeRelay();
};

describe('who hears what', () => {
  it('brings an alert to the care team and to the patient, and to nobody else', async () => {
    const { doctor, nurse, patient, outsider, otherPatient, administrator } = clinic;
    const inside = await Promise.all([doctor, nurse, patient].map((person) => open(person)));
    const outside = await Promise.all([outsider, otherPatient, administrator].map((person) => open(person)));
    const alertId = await raiseAlert(server.deps, patient.patientId, 'bp.low');
    await Promise.all(inside.map((client) => hears(client, alertId)));
    const payload = inside[0]?.heard.find(({ name }) => name === 'alert:raised')?.payload;
    expect(AlertNotification.parse(payload)).toMatchObject({ patientId: patient.patientId });
    // A later event that everybody's server has handed on: what had to arrive would have arrived.
    const marker = await raiseAlert(server.deps, otherPatient.patientId, 'bp.low');
    const [, theirs] = outside;
    if (theirs === undefined) throw new Error('no client');
    await hears(theirs, marker);
    for (const client of outside) expect(alertIds(client)).not.toContain(alertId);
    for (const client of inside) expect(alertIds(client)).not.toContain(marker);
  });

  it('refuses a socket without a session, from another site, and with an invented cookie', async () => {
    await expect(open(null)).rejects.toThrow('unauthenticated');
    await expect(open(null, { cookie: 'kanhu.session_token=abc.def' })).rejects.toThrow('unauthenticated');
    await expect(open(clinic.doctor, { origin: 'https://evil.example' })).rejects.toThrow();
    await expect(open(clinic.doctor, { origin: server.url })).resolves.toBeDefined();
  });

  it('also works by polling, where a network lets no WebSocket through', async () => {
    const client = await open(clinic.doctor, { transports: ['polling'] });
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'hr.rest-low');
    await hears(client, alertId);
  });

  it('lets a new member of the care team hear from then on, without a new connection', async () => {
    const client = await open(clinic.outsider);
    await joinCareTeam(server, clinic.outsider, clinic.otherPatient.patientId);
    const { userId } = clinic.outsider;
    const { patientId } = clinic.otherPatient;
    await server.deps.db.transaction((tx) =>
      announce(tx, { type: 'access:started', occurredAt: new Date(), userId, patientId }),
    );
    server.deps.wakeRelay();
    await hears(client, await raiseAlert(server.deps, patientId, 'device.battery'));
  });
});

describe('losing access', () => {
  it('keeps the order of what happens to one patient and to another whose care begins just then', async () => {
    const { nurse, patient, otherPatient } = clinic;
    const client = await open(nurse);
    const { userId } = nurse;
    const startsAt = new Date(Date.now() - 1);
    const [raisedHere, raisedThere] = await server.deps.db.transaction(async (tx) => {
      const { patientId } = otherPatient;
      await tx.insert(careTeamMembers).values({ id: newId(), patientId, userId, role: 'nurse', startsAt });
      await announce(tx, { type: 'access:started', occurredAt: startsAt, userId, patientId });
      const there = await raiseAlertIn(tx, patientId, 'device.no-data');
      return [await raiseAlertIn(tx, patient.patientId, 'device.no-data'), there];
    });
    server.deps.wakeRelay();
    await Promise.all([hears(client, raisedHere), hears(client, raisedThere)]);
    // A page drops what comes after something newer.
    expect(alertIds(client)).toEqual([raisedThere, raisedHere]);
    await endMembership(nurse, otherPatient.patientId);
  });

  it('ends the sockets of a session within a second of signing out, and only those', async () => {
    const { nurse, doctor } = clinic;
    const other = await open(doctor);
    const client = await open(nurse);
    const start = performance.now();
    const left = client.disconnected();
    expect((await nurse.send('POST', '/api/auth/sign-out')).status).toBe(204);
    await left;
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(other.socket.connected).toBe(true);
    await expect(open(nurse)).rejects.toThrow('unauthenticated');
  });

  it('also on a server that the sign-out did not go to', async () => {
    const second = await startLiveServer(live);
    const { administrator } = clinic;
    const client = await RealtimeClient.connect(second.url, administrator);
    const start = performance.now();
    const left = client.disconnected();
    await administrator.send('POST', '/api/auth/sign-out');
    await left;
    expect(performance.now() - start).toBeLessThan(1_000);
    await second.close();
  });

  it('stops the news of a patient within a second when the membership ends', async () => {
    const { doctor } = clinic;
    const { patientId } = clinic.otherPatient;
    await joinCareTeam(server, doctor, patientId);
    const client = await open(doctor);
    const before = await raiseAlert(server.deps, patientId, 'hr.rest-high');
    await hears(client, before);
    expect(await client.request('patient:watch', { patientId })).toMatchObject({ ok: true });
    await endMembership(doctor, patientId);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const after = await raiseAlert(server.deps, patientId, 'rhythm.irregular');
    const marker = await raiseAlert(server.deps, clinic.patient.patientId, 'glucose.low-1');
    await hears(client, marker);
    expect(alertIds(client)).not.toContain(after);
    expect(await client.request('patient:watch', { patientId })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
  });

  it('stops by itself when a membership runs out, without anybody announcing it', async () => {
    const { doctor } = clinic;
    const { patientId } = clinic.otherPatient;
    await server.deps.db.insert(careTeamMembers).values({
      id: newId(),
      patientId,
      userId: doctor.userId,
      role: 'doctor',
      startsAt: new Date(),
      endsAt: new Date(Date.now() + 1_500),
    });
    const client = await open(doctor);
    await hears(client, await raiseAlert(server.deps, patientId, 'glucose.high-2'));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const after = await raiseAlert(server.deps, patientId, 'glucose.predicted-low');
    await hears(client, await raiseAlert(server.deps, clinic.patient.patientId, 'glucose.high-2'));
    expect(alertIds(client)).not.toContain(after);
  });

  it('ends the socket when the session runs out', async () => {
    const { otherPatient } = clinic;
    await server.deps.db
      .update(sessions)
      .set({ expiresAt: new Date(Date.now() + 1_200) })
      .where(eq(sessions.userId, otherPatient.userId));
    const client = await open(otherPatient);
    await client.disconnected();
    await expect(open(otherPatient)).rejects.toThrow('unauthenticated');
  });
});

describe('requests', () => {
  const malformed: [string, string, unknown[]][] = [
    ['no such request', 'patient:remove', [{}]],
    ['not an object', 'patient:watch', ['x']],
    ['no body', 'patient:watch', []],
    ['two bodies', 'patient:watch', [{}, {}]],
    ['not an id', 'patient:watch', [{ patientId: 'x' }]],
    ['one field too many', 'patient:unwatch', [{ patientId: newId(), all: true }]],
    ['a name of every object', 'constructor', [{}]],
    ['no event id', 'notification:received', [{ eventIds: ['one'] }]],
    ['none at all', 'notification:received', [{ eventIds: [] }]],
  ];

  it.each(malformed)('answers %s with `invalid`', async (_, name, args) => {
    const client = await open(clinic.doctor);
    expect(await client.request(name, ...args)).toMatchObject({ ok: false, error: { code: 'invalid' } });
    expect(client.socket.connected).toBe(true);
  });

  it('hides other people’s patients', async () => {
    const client = await open(clinic.patient);
    const { patientId } = clinic.otherPatient;
    expect(await client.request('patient:watch', { patientId })).toMatchObject({ error: { code: 'not_found' } });
    expect(await client.request('patient:watch', { patientId: newId() })).toMatchObject({
      error: { code: 'not_found' },
    });
  });

  it('slows down who asks too often, and cuts who sends too much', async () => {
    const client = await open(clinic.doctor);
    const patientId = newId();
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => client.request('patient:unwatch', { patientId })),
    );
    expect(answers.filter(({ ok }) => ok).length).toBeLessThan(45);
    expect(answers.filter((answer) => !answer.ok && answer.error.code === 'rate_limited').length).toBeGreaterThan(15);
    client.socket.emit('patient:watch', { patientId: 'x'.repeat(20_000) });
    await client.disconnected();
  });

  it('marks as delivered what a page confirms, of its own person only', async () => {
    const page = await open(clinic.doctor);
    const other = await open(clinic.patient);
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'device.fault');
    await hears(page, alertId);
    const eventIds = page.eventIds;
    expect(await page.request('notification:received', { eventIds: [...eventIds, '9999999999999999999'] })).toEqual({
      ok: true,
      data: { recorded: 1 },
    });
    expect(await page.request('notification:received', { eventIds })).toEqual({ ok: true, data: { recorded: 0 } });
    const states = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
    const ofDoctor = states.find(({ recipientId }) => recipientId === clinic.doctor.userId);
    const ofPatient = states.find(({ recipientId }) => recipientId === clinic.patient.userId);
    expect(ofDoctor).toMatchObject({ state: 'delivered' });
    expect(ofPatient).toMatchObject({ state: 'queued' });
    expect(other.socket.connected).toBe(true);
  });
});

describe('a reading that is taken back', () => {
  it('goes from the pages of the patient and the care team, also from one that was away meanwhile', async () => {
    const { doctor, patient, outsider } = clinic;
    const { patientId } = patient;
    const pages = await Promise.all([doctor, patient].map((person) => open(person)));
    const stranger = await open(outsider);
    const away = await open(doctor);
    await raiseAlert(server.deps, patientId, 'rhythm.irregular');
    const lastEventId = await eventually('news before it goes away', () => away.eventIds.at(-1));
    away.close();
    const id = await storeObservation(server, patientId, {
      ...{
        kind: 'blood-pressure',
        systolic: 231,
        diastolic: 128,
        method: 'cuff',
        flags: ['extreme'],
        source: 'cuff-1',
      },
    });
    const path = `/api/patients/${patientId}/observations/${id}/confirmation`;
    expect((await patient.send('POST', path, { isMine: false })).status).toBe(200);
    const takenBack = (page: RealtimeClient) =>
      page.heard
        .filter(({ name }) => name === 'observation:invalidated')
        .map(({ payload }) => ObservationNotification.parse(payload));
    for (const page of pages) {
      const [told] = await eventually('the news', () => (takenBack(page).length > 0 ? takenBack(page) : null));
      expect(told).toMatchObject({ patientId, observationId: id });
    }
    expect(takenBack(await open(doctor, { lastEventId }))).toHaveLength(1);
    expect(stranger.names).toEqual(['stream:caught-up']);
  });
});

describe('live charts', () => {
  /** Stores a reading and counts the record's version up, as ingest does. */
  const record = async (patientId: string, systolic: number): Promise<string> => {
    const id = newId();
    const at = new Date();
    await server.deps.db.insert(observations).values({
      id,
      patientId,
      kind: 'blood-pressure',
      source: 'cuff-1',
      sourceKey: `m:${id}`,
      measuredAt: at,
      effectiveAt: at,
      receivedAt: at,
      systolic,
      diastolic: 70,
      method: 'cuff',
    });
    await server.deps.db
      .insert(detectors)
      .values({ patientId, version: 1 })
      .onConflictDoUpdate({ target: detectors.patientId, set: { version: sql`${detectors.version} + 1` } });
    return id;
  };
  const seen = (client: RealtimeClient): string[] =>
    client.heard
      .filter(({ name }) => name === 'observations:recorded')
      .flatMap(({ payload }) => (payload as { observations?: { id: string }[] }).observations ?? [])
      .map(({ id }) => id);

  it('sends each committed reading of a watched patient once, until the page stops watching', async () => {
    const { patientId } = clinic.patient;
    const [watching, idle] = await Promise.all([open(clinic.doctor), open(clinic.doctor)]);
    const early = await record(patientId, 120);
    expect(await watching.request('patient:watch', { patientId })).toEqual({ ok: true, data: { watching: true } });
    expect(seen(watching)).toContain(early);
    const readings = [await record(patientId, 121), await record(patientId, 122)];
    const start = performance.now();
    await eventually('the readings', () => readings.every((id) => seen(watching).includes(id)));
    expect(performance.now() - start).toBeLessThan(1_000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(seen(watching).filter((id) => id === readings[0])).toEqual([readings[0]]);
    expect(seen(idle)).toEqual([]);
    await watching.request('patient:unwatch', { patientId });
    const late = await record(patientId, 123);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(seen(watching)).not.toContain(late);
  });
});
