import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import type { Whereabouts } from '#contracts/whereabouts.ts';
import { auditLog } from '#database/schema/index.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  clinic = await createClinic(server);
});

afterAll(async () => {
  await server.close();
  await live.database.drop();
});

const book = async (): Promise<string> => {
  const startsAt = new Date(Date.now() + 600_000).toISOString();
  const response = await clinic.doctor.send('POST', '/api/consultations', {
    patientId: clinic.patient.patientId,
    startsAt,
  });
  return ((await response.json()) as { consultation: Consultation }).consultation.id;
};
const tell = (person: Person, id: string, body: unknown): Promise<Response> =>
  person.send('PUT', `/api/consultations/${id}/whereabouts`, body);
const read = async (person: Person, id: string): Promise<Whereabouts | null> =>
  ((await (await person.get(`/api/consultations/${id}/whereabouts`)).json()) as { whereabouts: Whereabouts | null })
    .whereabouts;

describe('where a patient is in a visit', () => {
  it('is unknown at first, then what the patient says, then what the doctor was told', async () => {
    const id = await book();
    expect(await read(clinic.doctor, id)).toBeNull();
    const answer = await tell(clinic.patient, id, { address: '  12 Garden Road\nflat 4 ' });
    expect(answer.status).toBe(200);
    const told = { address: '12 Garden Road\nflat 4', toldBy: 'patient', isOfThisVisit: true };
    expect(await answer.json()).toMatchObject({ whereabouts: told });
    expect(await read(clinic.doctor, id)).toMatchObject(told);
    await tell(clinic.doctor, id, { address: 'at the pharmacy, 3 High Street' });
    expect(await read(clinic.patient, id)).toMatchObject({
      address: 'at the pharmacy, 3 High Street',
      toldBy: 'clinician',
      isOfThisVisit: true,
    });
    const rows = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id)).orderBy(auditLog.id);
    const entries = rows.filter(({ action }) => action === 'consultation:whereabouts-told');
    expect(entries.map(({ actor, detail }) => ({ actor, detail }))).toEqual([
      { actor: { type: 'user', id: clinic.patient.userId }, detail: null },
      { actor: { type: 'user', id: clinic.doctor.userId }, detail: null },
    ]);
  });

  it('is remembered for the next one, marked as something to ask about', async () => {
    const before = await book();
    await tell(clinic.patient, before, { address: '12 Garden Road' });
    const id = await book();
    expect(await read(clinic.doctor, id)).toMatchObject({ address: '12 Garden Road', isOfThisVisit: false });
    await tell(clinic.patient, id, { address: '7 Lake View' });
    expect(await read(clinic.doctor, id)).toMatchObject({ address: '7 Lake View', isOfThisVisit: true });
    expect(await read(clinic.doctor, before)).toMatchObject({ address: '12 Garden Road', isOfThisVisit: true });
  });

  it('is refused empty, endless, and once the visit is over', async () => {
    const id = await book();
    for (const body of [{ address: ' ' }, { address: 'x'.repeat(301) }, {}, { address: 'here', more: 1 }]) {
      expect((await tell(clinic.patient, id, body)).status).toBe(400);
    }
    await server.deps.db.execute(sql`update consultations set state = 'ended', ended_at = now() where id = ${id}`);
    const late = await tell(clinic.doctor, id, { address: '12 Garden Road' });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ error: { code: 'conflict' } });
  });

  it('is nothing that an administrator or somebody else’s doctor learns', async () => {
    const id = await book();
    await tell(clinic.patient, id, { address: '12 Garden Road' });
    for (const person of [clinic.administrator, clinic.outsider]) {
      expect((await person.get(`/api/consultations/${id}/whereabouts`)).status).toBe(404);
      expect((await tell(person, id, { address: 'elsewhere' })).status).toBe(404);
    }
    expect(await read(clinic.doctor, id)).toMatchObject({ address: '12 Garden Road' });
  });
});
