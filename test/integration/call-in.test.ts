import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Consultation, JoinGrant } from '#contracts/consultation.ts';
import { auditLog } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { startLiveMediaNode, type LiveMediaNode } from '#test/support/live-media-node.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let node: LiveMediaNode;
let clinic: Clinic;
let id: string;

const post = async (person: Person, path: string, body?: unknown) => {
  const response = await person.send('POST', `/api/consultations${path}`, body);
  return { status: response.status, body: (await response.json()) as { consultation: Consultation } };
};
const callIn = (by: Person, whom: Person) => post(by, `/${id}/clinicians`, { userId: whom.userId });

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  node = await startLiveMediaNode(live, server);
  clinic = await createClinic(server);
});

beforeEach(async () => {
  const { body } = await post(clinic.doctor, '', { patientId: clinic.patient.patientId });
  id = Consultation.parse(body.consultation).id;
});

afterAll(async () => {
  await node.close();
  await server.close();
  await live.database.drop();
});

describe('a colleague who is called into a visit', () => {
  it('is told at once, may join from then on, and is asked once however often they are', async () => {
    const { doctor, nurse, patient } = clinic;
    expect((await post(nurse, `/${id}/join`)).status).toBe(403);
    const page = await RealtimeClient.connect(server.url, nurse);
    const first = await callIn(doctor, nurse);
    expect(first.status).toBe(200);
    expect(first.body.consultation.participants.map(({ userId, role }) => ({ userId, role }))).toEqual(
      expect.arrayContaining([
        { userId: doctor.userId, role: 'clinician' },
        { userId: nurse.userId, role: 'clinician' },
        { userId: patient.userId, role: 'patient' },
      ]),
    );
    await eventually('the colleague’s page', () => page.names.includes('consultation:called-in'));
    expect((await callIn(doctor, nurse)).body.consultation.participants).toHaveLength(3);
    const written = await server.deps.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.subjectId, id), eq(auditLog.action, 'consultation:called-in')));
    expect(written).toMatchObject([
      { actor: { type: 'user', id: doctor.userId }, patientId: patient.patientId, detail: { userId: nurse.userId } },
    ]);
    const joined = await nurse.send('POST', `/api/consultations/${id}/join`);
    expect(JoinGrant.parse(await joined.json()).peerId).not.toBe('');
    page.close();
    await post(doctor, `/${id}/cancel`);
  });

  it('must be of the care team, and is called by somebody who is in the visit', async () => {
    const { doctor, nurse, outsider, patient, administrator } = clinic;
    expect((await callIn(doctor, outsider)).status).toBe(409);
    expect((await callIn(doctor, administrator)).status).toBe(409);
    expect((await callIn(nurse, nurse)).status).toBe(403);
    expect((await callIn(patient, nurse)).status).toBe(403);
    expect((await callIn(outsider, outsider)).status).toBe(404);
    await post(doctor, `/${id}/cancel`);
  });

  it('does not end the visit of the one who called, and cannot be called once it is over', async () => {
    const { doctor, nurse, patient } = clinic;
    await callIn(doctor, nurse);
    await post(patient, `/${id}/join`);
    expect((await post(nurse, `/${id}/end`, {})).status).toBe(403);
    expect((await post(doctor, `/${id}/end`, {})).status).toBe(200);
    expect((await callIn(doctor, nurse)).status).toBe(409);
  });
});
