import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallCheckResult } from '#contracts/call-check.ts';
import { Consultation, JoinGrant } from '#contracts/consultation.ts';
import { ErrorBody } from '#contracts/errors.ts';
import { PatientList } from '#contracts/patient.ts';
import { auditLog, callChecks, consultations, rateLimits } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { startLiveMediaNode, type LiveMediaNode } from '#test/support/live-media-node.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let node: LiveMediaNode;

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  clinic = await createClinic(server);
  node = await startLiveMediaNode(live, server, 'node-of-checks');
});
afterAll(async () => {
  await node.close();
  await server.close();
  await live.database.drop();
});

const GOOD: CallCheckResult = {
  camera: 'works',
  microphone: 'works',
  speaker: 'heard',
  paths: [{ path: 'udp', isConnected: true, bitrateKbps: 800, lossPercent: 0, roundTripMs: 30, framesPerS: 24 }],
};
const SILENT: CallCheckResult = { ...GOOD, microphone: 'silent' };

const open = async (person: Person): Promise<JoinGrant> => {
  const response = await person.send('POST', '/api/call-checks');
  if (!response.ok) throw new Error(`opening a check answered ${response.status}`);
  return JoinGrant.parse(await response.json());
};
const book = async (): Promise<string> => {
  const startsAt = new Date(Date.now() + 3_600_000).toISOString();
  const { patientId } = clinic.patient;
  const response = await clinic.doctor.send('POST', '/api/consultations', { patientId, startsAt });
  return ((await response.json()) as { consultation: Consultation }).consultation.id;
};
const keep = (person: Person, id: string, result: unknown) =>
  person.send('POST', `/api/consultations/${id}/call-checks`, result);
const codeOf = async (response: Response) => [response.status, ErrorBody.parse(await response.json()).error.code];
const checkOf = async (person: Person, id: string, role: 'patient' | 'clinician') => {
  const { consultation } = (await (await person.get(`/api/consultations/${id}`)).json()) as { consultation: unknown };
  return Consultation.parse(consultation).participants.find((one) => one.role === role)?.check;
};

describe('the room of a check', () => {
  it('is each person’s own: two who check at once do not meet', async () => {
    const [ofPatient, ofDoctor] = await Promise.all([open(clinic.patient), open(clinic.doctor)]);
    expect(ofPatient.roomId).not.toBe(ofDoctor.roomId);
    const [patient, doctor] = await Promise.all([SignallingPeer.join(ofPatient), SignallingPeer.join(ofDoctor)]);
    expect([patient.joined.peers, doctor.joined.peers]).toEqual([[], []]);
    for (const peer of [patient, doctor]) {
      expect(peer.notifications).toEqual([]);
      peer.close();
    }
    await expect.poll(() => node.service.node.rooms.length).toBe(0);
  });

  it('has a token that opens no visit’s room, and one connection only', async () => {
    const called = await clinic.doctor.send('POST', '/api/consultations', { patientId: clinic.patient.patientId });
    const { consultation } = (await called.json()) as { consultation: Consultation };
    const joined = await clinic.doctor.send('POST', `/api/consultations/${consultation.id}/join`);
    const visit = JoinGrant.parse(await joined.json());
    const doctor = await SignallingPeer.join(visit);
    const grant = await open(clinic.patient);
    const checking = await SignallingPeer.join(grant);
    expect(checking.joined).toMatchObject({ roomId: grant.roomId, peers: [] });
    expect(grant.roomId).not.toBe(visit.roomId);
    await expect(SignallingPeer.connect(grant)).rejects.toThrow('unauthenticated');
    expect(doctor.payloads('peer:joined')).toEqual([]);
    // Nor did the call notice: it rings on.
    const [row] = await server.deps.db.select().from(consultations).where(eq(consultations.id, consultation.id));
    expect(row?.state).toBe('ringing');
    for (const peer of [doctor, checking]) peer.close();
    await clinic.doctor.send('POST', `/api/consultations/${consultation.id}/cancel`);
  });

  it('is not for administrators, and not for one person again and again', async () => {
    expect(await codeOf(await clinic.administrator.send('POST', '/api/call-checks'))).toEqual([403, 'forbidden']);
    await server.deps.db
      .insert(rateLimits)
      .values({ key: `call-check:${clinic.nurse.userId}`, count: 15, lastRequest: Date.now() });
    expect(await codeOf(await clinic.nurse.send('POST', '/api/call-checks'))).toEqual([429, 'rate_limited']);
    (await SignallingPeer.join(await open(clinic.outsider))).close();
  });
});

describe('what a check found', () => {
  it('stands beside the patient’s name, the newest one, at once and on every list', async () => {
    const id = await book();
    const page = await RealtimeClient.connect(server.url, clinic.doctor);
    expect(await checkOf(clinic.doctor, id, 'patient')).toBeNull();
    expect((await keep(clinic.patient, id, GOOD)).status).toBe(200);
    expect((await keep(clinic.patient, id, SILENT)).status).toBe(200);
    expect(await checkOf(clinic.doctor, id, 'patient')).toMatchObject({
      verdict: 'none',
      problems: ['microphone-silent'],
    });
    const listed = PatientList.parse(await (await clinic.doctor.get('/api/patients')).json());
    expect(listed.patients.find((patient) => patient.id === clinic.patient.patientId)?.nextVisit).toMatchObject({
      consultationId: id,
      check: { verdict: 'none' },
    });
    await eventually('the page hears of it', () => Promise.resolve(page.names.includes('consultation:call-checked')));
    page.close();
    const kept = await server.deps.db.select().from(callChecks).where(eq(callChecks.consultationId, id));
    expect(kept.map(({ result }) => result.microphone).sort()).toEqual(['silent', 'works']);
    const audits = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id));
    expect(
      audits
        .filter(({ action }) => action === 'consultation:call-checked')
        .map(({ actor, patientId, detail }) => ({ actor, patientId, detail })),
    ).toEqual(
      ['good', 'none'].map((verdict) => ({
        actor: { type: 'user', id: clinic.patient.userId },
        patientId: clinic.patient.patientId,
        detail: { callCheckId: expect.any(String) as string, verdict },
      })),
    );
  });

  it('of the doctor is for colleagues, and not for the patient', async () => {
    const id = await book();
    expect((await keep(clinic.doctor, id, GOOD)).status).toBe(200);
    expect(await checkOf(clinic.nurse, id, 'clinician')).toMatchObject({ verdict: 'good' });
    expect(await checkOf(clinic.patient, id, 'clinician')).toBeNull();
    expect((await keep(clinic.patient, id, GOOD)).status).toBe(200);
    expect(await checkOf(clinic.patient, id, 'patient')).toMatchObject({ verdict: 'good' });
  });

  it('is kept with nobody else’s visit, nor with one that is over', async () => {
    const id = await book();
    for (const stranger of [clinic.outsider, clinic.otherPatient, clinic.administrator]) {
      expect(await codeOf(await keep(stranger, id, GOOD))).toEqual([404, 'not_found']);
    }
    expect(await codeOf(await keep(clinic.nurse, id, GOOD))).toEqual([403, 'forbidden']);
    await clinic.doctor.send('POST', `/api/consultations/${id}/cancel`);
    expect(await codeOf(await keep(clinic.patient, id, GOOD))).toEqual([409, 'conflict']);
    expect(await server.deps.db.select().from(callChecks).where(eq(callChecks.consultationId, id))).toEqual([]);
  });

  it.each([
    ['a word that is none', { ...GOOD, camera: 'lovely' }],
    ['more than was asked', { ...GOOD, verdict: 'good' }],
    ['a way twice', { ...GOOD, paths: [GOOD.paths[0], GOOD.paths[0]] }],
    ['nothing', {}],
  ])('is refused when it says %s', async (_, result) => {
    expect(await codeOf(await keep(clinic.patient, await book(), result))).toEqual([400, 'invalid']);
  });
});

describe('without a media node', () => {
  it('says so', async () => {
    const alone = await createLiveClinic();
    const other = await startLiveServer(alone);
    const people = await createClinic(other);
    expect(await codeOf(await people.patient.send('POST', '/api/call-checks'))).toEqual([503, 'unavailable']);
    await other.close();
    await alone.database.drop();
  });
});
