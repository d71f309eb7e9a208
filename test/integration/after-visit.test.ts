import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import { auditLog } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
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

type Body = { consultation: Consultation; error?: { code: string; message: string } };
type Answer = { status: number; body: Body };

const send = async (person: Person, method: 'POST' | 'PUT', path: string, sent: unknown): Promise<Answer> => {
  const response = await person.send(method, `/api/consultations${path}`, sent);
  return { status: response.status, body: (await response.json()) as Body };
};
const read = async (person: Person, id: string): Promise<Consultation> =>
  ((await (await person.get(`/api/consultations/${id}`)).json()) as Body).consultation;

/** A visit that took place; whether it did is the media node's to say, and asked of the database alone here. */
const visit = async (): Promise<string> => {
  const { body } = await send(clinic.doctor, 'POST', '', { patientId: clinic.patient.patientId });
  const { id } = body.consultation;
  await server.deps.db.execute(sql`
    update consultations set state = 'in_progress', ring_until = null, started_at = now() - interval '5 minutes'
    where id = ${id}`);
  expect((await send(clinic.doctor, 'POST', `/${id}/end`, {})).status).toBe(200);
  return id;
};
const words = { subjective: '', objective: '', assessment: 'as known', plan: 'two tablets' };
const signed = async (): Promise<string> => {
  const id = await visit();
  await send(clinic.doctor, 'PUT', `/${id}/note`, { ...words, summary: 'Rest today.', basedOnVersion: 0 });
  expect((await send(clinic.doctor, 'POST', `/${id}/note/sign`, {})).status).toBe(200);
  return id;
};
const amend = (id: string, person = clinic.doctor, body: unknown = { text: 'One tablet', reason: 'wrong dose' }) =>
  send(person, 'POST', `/${id}/note/amendments`, body);
const rate = (id: string, body: unknown, person: Person = clinic.patient) =>
  send(person, 'POST', `/${id}/rating`, body);
const actionsOn = async (id: string): Promise<string[]> => {
  const rows = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id)).orderBy(auditLog.id);
  return rows.map(({ action }) => action);
};

describe('words for the patient', () => {
  it('are part of the note, and stay where a save leaves them out', async () => {
    const id = await visit();
    const put = (body: unknown) => send(clinic.doctor, 'PUT', `/${id}/note`, body);
    expect((await put({ ...words, basedOnVersion: 0 })).body.consultation.note?.summary).toBe('');
    await put({ ...words, summary: 'Rest today.', basedOnVersion: 1 });
    expect((await put({ ...words, plan: 'x', basedOnVersion: 2 })).body.consultation.note?.summary).toBe('Rest today.');
    expect((await read(clinic.patient, id)).note).toBeNull();
  });
});

describe('a signed note', () => {
  it('is added to with a reason, as often as it must be, and stays as it was signed', async () => {
    const id = await signed();
    const page = await RealtimeClient.connect(server.url, clinic.patient);
    const { status, body } = await amend(id);
    expect(status).toBe(201);
    expect(body.consultation.note).toMatchObject({
      ...{ ...words, version: 1 },
      amendments: [{ text: 'One tablet', reason: 'wrong dose', by: clinic.doctor.userId, byName: clinic.doctor.name }],
    });
    await eventually('the patient hears of it', () =>
      page.heard.some(
        ({ name, payload }) => name === 'consultation:note-amended' && JSON.stringify(payload).includes(id),
      ),
    );
    page.close();
    await amend(id, clinic.doctor, { text: 'With food', reason: 'forgotten' });
    const { note } = await read(clinic.patient, id);
    expect(note?.amendments.map(({ text }) => text)).toEqual(['One tablet', 'With food']);
    expect((await actionsOn(id)).slice(-2)).toEqual(['consultation:note-amended', 'consultation:note-amended']);
  });

  it('is added to by the visiting clinician alone, and only once it is signed', async () => {
    const id = await signed();
    for (const person of [clinic.nurse, clinic.patient]) expect((await amend(id, person)).status).toBe(403);
    expect((await amend(id, clinic.outsider)).status).toBe(404);
    for (const body of [{ text: ' ', reason: 'wrong dose' }, { text: 'One', reason: '' }, { text: 'One' }])
      expect((await amend(id, clinic.doctor, body)).status).toBe(400);
    const draft = await visit();
    expect((await amend(draft)).body.error?.message).toBe('the note is not signed yet: change it instead');
    await send(clinic.doctor, 'PUT', `/${draft}/note`, { ...words, basedOnVersion: 0 });
    expect((await amend(draft)).status).toBe(409);
    expect((await read(clinic.doctor, draft)).note?.amendments).toEqual([]);
  });
});

describe('a visit’s rating', () => {
  it('is its patient’s, once it took place; the last answer counts and each is in the audit log', async () => {
    const id = await visit();
    expect((await rate(id, { rating: 'poor', comment: ' no sound ' })).body.consultation.rating).toMatchObject({
      ...{ rating: 'poor', comment: 'no sound' },
    });
    await rate(id, { rating: 'fair', comment: '' });
    expect((await read(clinic.doctor, id)).rating).toMatchObject({ rating: 'fair', comment: null });
    expect((await actionsOn(id)).filter((action) => action === 'consultation:rated')).toHaveLength(2);
    expect((await rate(id, { rating: 'good' }, clinic.doctor)).status).toBe(403);
    expect((await rate(id, { rating: 'good' }, clinic.otherPatient)).status).toBe(404);
    expect((await rate(id, { rating: 'excellent' })).status).toBe(400);
  });

  it('is not given where nobody met', async () => {
    const { body } = await send(clinic.doctor, 'POST', '', { patientId: clinic.patient.patientId });
    const { id } = body.consultation;
    expect((await rate(id, { rating: 'good' })).status).toBe(409);
    await send(clinic.patient, 'POST', `/${id}/decline`, {});
    expect((await rate(id, { rating: 'good' })).body.error?.message).toBe('only a visit that took place is rated');
  });
});
