import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import { WaitingRoom } from '#contracts/waiting-room.ts';
import { clinicianPresences } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { startLiveMediaNode, type LiveMediaNode } from '#test/support/live-media-node.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '#test/support/people.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

const MINUTE = 60_000;

let live: LiveClinic;
let servers: [TestServer, TestServer];
let node: LiveMediaNode;
let clinic: Clinic;
let patients: (Person & { patientId: string })[];

beforeAll(async () => {
  live = await createLiveClinic();
  servers = [await startLiveServer(live), await startLiveServer(live)];
  const [server] = servers;
  node = await startLiveMediaNode(live, server);
  clinic = await createClinic(server);
  patients = [
    clinic.patient,
    await createPatient(server, 'Second Patient'),
    await createPatient(server, 'Third Patient'),
  ];
  for (const { patientId } of patients.slice(1)) await joinCareTeam(server, clinic.doctor, patientId);
});

// Each test begins with an empty waiting room.
beforeEach(async () => {
  await servers[0].deps.db.execute(sql`update consultations set state = 'ended', ended_at = now(), ring_until = null`);
});

afterAll(async () => {
  await node.close();
  for (const server of servers) await server.close();
  await live.database.drop();
});

const book = async (patient: Person, inMinutes: number): Promise<string> => {
  const body = { patientId: patient.patientId, startsAt: new Date(Date.now() + inMinutes * MINUTE).toISOString() };
  const response = await clinic.doctor.send('POST', '/api/consultations', body);
  return ((await response.json()) as { consultation: Consultation }).consultation.id;
};
const post = async (person: Person, id: string, verb: string) => {
  const response = await person.send('POST', `/api/consultations/${id}/${verb}`);
  const body = (await response.json()) as { consultation?: Consultation; error?: { message: string } };
  return { status: response.status, ...body };
};
const look = (person: Person, id: string): Promise<Response> => person.get(`/api/consultations/${id}/waiting-room`);
/** Answers only where the body is that and nothing else. */
const lineOf = async (person: Person, id: string): Promise<WaitingRoom> =>
  WaitingRoom.parse(await (await look(person, id)).json());

/** Everybody has come; booked in the order of the patients. */
const everybodyWaits = async (): Promise<{ patient: Person; id: string }[]> => {
  const visits: { patient: Person; id: string }[] = [];
  for (const [index, patient] of patients.entries()) visits.push({ patient, id: await book(patient, 5 + index) });
  // Who comes first is not therefore first.
  for (const { patient, id } of visits.toReversed()) expect((await post(patient, id, 'check-in')).status).toBe(200);
  return visits;
};

/** On how many servers the doctor has a page open. */
const presences = (): Promise<number> =>
  servers[0].deps.db.$count(clinicianPresences, eq(clinicianPresences.userId, clinic.doctor.userId));

describe('the waiting room', () => {
  it('is entered on the visit’s day, by its patient alone', async () => {
    const [patient] = patients;
    if (!patient) throw new Error('no patient');
    const later = await book(patient, 24 * 60 + 1);
    const { status, error } = await post(patient, later, 'check-in');
    expect([status, error?.message]).toEqual([409, 'check in at most 24 hours before the visit']);
    const soon = await book(patient, 24 * 60 - 1);
    expect((await look(patient, soon)).status).toBe(409);
    for (const person of [clinic.doctor, clinic.nurse]) expect((await post(person, soon, 'check-in')).status).toBe(403);
    const { consultation } = await post(patient, soon, 'check-in');
    expect(consultation?.state).toBe('checked_in');
    expect(Math.abs(Date.parse(consultation?.checkedInAt ?? '') - Date.now())).toBeLessThan(MINUTE);
  });

  it('shows each their place by the booked times, and nothing of the others', async () => {
    const visits = await everybodyWaits();
    const places = await Promise.all(visits.map(({ patient, id }) => lineOf(patient, id)));
    expect(places.map(({ place }) => place)).toEqual([1, 2, 3]);
    for (const { id } of visits) {
      for (const stranger of [clinic.outsider, clinic.otherPatient, clinic.administrator])
        expect((await look(stranger, id)).status).toBe(404);
      expect((await look(clinic.doctor, id)).status).toBe(403);
    }
    const [first, second, third] = visits;
    if (!first || !second || !third) throw new Error('three visits');
    expect((await look(second.patient, first.id)).status).toBe(404);
    expect((await post(clinic.doctor, second.id, 'admit')).status).toBe(200);
    expect(await lineOf(third.patient, third.id)).toEqual({ place: 2, clinician: 'in-call' });
    expect((await look(second.patient, second.id)).status).toBe(409);
  });

  it('says on any server whether the clinician is there, in a visit, or away', async () => {
    const [patient] = patients;
    if (!patient) throw new Error('no patient');
    const id = await book(patient, 5);
    await post(patient, id, 'check-in');
    const is = (state: WaitingRoom['clinician']) =>
      eventually(`the clinician is ${state}`, async () => (await lineOf(patient, id)).clinician === state);
    await is('away');
    // The nurse of the same team is somebody else.
    const nurse = await RealtimeClient.connect(servers[1].url, clinic.nurse);
    const doctor = await RealtimeClient.connect(servers[1].url, clinic.doctor);
    const again = await RealtimeClient.connect(servers[0].url, clinic.doctor);
    await is('free');
    await eventually('both servers say so', async () => (await presences()) === 2);
    doctor.close();
    await eventually('one of them does no longer', async () => (await presences()) === 1);
    await is('free');
    again.close();
    await is('away');
    const back = await RealtimeClient.connect(servers[0].url, clinic.doctor);
    await is('free');
    const other = patients[1];
    if (!other) throw new Error('no second patient');
    const call = await clinic.doctor.send('POST', '/api/consultations', { patientId: other.patientId });
    expect(call.status).toBe(201);
    await is('in-call');
    for (const client of [back, nurse]) client.close();
  });

  it('lets one in at a time, also from two pages at once, and nobody into another’s visit', async () => {
    const visits = await everybodyWaits();
    const answers = await Promise.all(visits.map(({ id }) => post(clinic.doctor, id, 'admit')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.error?.message).toBe('you are in another visit: end it first');
    const admitted = visits[answers.findIndex(({ status }) => status === 200)];
    if (!admitted) throw new Error('nobody was let in');
    for (const { patient, id } of visits) {
      expect((await post(patient, id, 'join')).status).toBe(id === admitted.id ? 200 : 409);
      if (patient !== admitted.patient) expect((await post(patient, admitted.id, 'join')).status).toBe(404);
    }
    await post(clinic.doctor, admitted.id, 'end');
    const next = visits.find(({ id }) => id !== admitted.id);
    if (!next) throw new Error('nobody waits');
    expect((await post(clinic.doctor, next.id, 'admit')).status).toBe(200);
    expect((await post(admitted.patient, admitted.id, 'join')).status).toBe(409);
    expect((await post(admitted.patient, next.id, 'join')).status).toBe(404);
  });
});
