import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import { alertEvents, alerts, auditLog, consultations, notes } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
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

type Body = { consultation: Consultation; error?: { code: string; message: string; issues?: { path: string }[] } };
type Answer = { status: number; body: Body };

const send = async (person: Person, method: 'POST' | 'PUT', path: string, sent: unknown): Promise<Answer> => {
  const response = await person.send(method, `/api/consultations${path}`, sent);
  return { status: response.status, body: (await response.json()) as Body };
};

/** A call that was not answered: the note says what was done instead. */
const missedCall = async (alertId?: string): Promise<string> => {
  const { body } = await send(clinic.doctor, 'POST', '', {
    patientId: clinic.patient.patientId,
    ...(alertId ? { alertId } : {}),
  });
  await send(clinic.patient, 'POST', `/${body.consultation.id}/decline`, {});
  return body.consultation.id;
};

const words = (plan: string) => ({ subjective: 'headache', objective: '', assessment: 'as known', plan });
const put = (id: string, plan: string, basedOnVersion: number) =>
  send(clinic.doctor, 'PUT', `/${id}/note`, { ...words(plan), basedOnVersion });
const sign = (id: string, body: unknown, person = clinic.doctor) => send(person, 'POST', `/${id}/note/sign`, body);

describe('the note', () => {
  it('is saved version by version; a window that is behind overwrites nothing', async () => {
    const id = await missedCall();
    expect((await put(id, 'rest', 0)).body.consultation.note).toMatchObject({
      plan: 'rest',
      version: 1,
      signedAt: null,
    });
    expect((await put(id, 'rest more', 1)).body.consultation.note?.version).toBe(2);
    for (const behind of [0, 1, 3]) expect((await put(id, 'lost words', behind)).status).toBe(409);
    const [row] = await server.deps.db.select().from(notes).where(eq(notes.consultationId, id));
    expect(row?.plan).toBe('rest more');
    const racing = await Promise.all([put(id, 'a', 2), put(id, 'b', 2), put(id, 'c', 2)]);
    expect(racing.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('stays out of the patient’s sight until it is signed, on the page and in the news', async () => {
    const page = await RealtimeClient.connect(server.url, clinic.patient);
    const colleague = await RealtimeClient.connect(server.url, clinic.nurse);
    const id = await missedCall();
    await put(id, 'draft words', 0);
    // News of an earlier visit may still be on its way to both pages.
    const hears = (client: RealtimeClient, name: string) =>
      eventually(name, () => client.heard.some((one) => one.name === name && JSON.stringify(one).includes(id)));
    await hears(colleague, 'consultation:note-saved');
    await hears(page, 'consultation:note-saved');
    expect(JSON.stringify(colleague.heard)).toContain('draft words');
    expect(JSON.stringify(page.heard)).not.toContain('draft words');
    const asPatient = (await (await clinic.patient.get(`/api/consultations/${id}`)).json()) as Body;
    expect(asPatient.consultation.note).toBeNull();
    await sign(id, {});
    await hears(page, 'consultation:note-signed');
    expect(JSON.stringify(page.heard)).toContain('draft words');
    page.close();
    colleague.close();
  });

  it('closes the alert in the same transaction when it is signed, with outcome, event and audit row', async () => {
    const { doctor, patient } = clinic;
    const alertId = await raiseAlert(server.deps, patient.patientId, 'bp.crisis');
    const id = await missedCall(alertId);
    await put(id, 'phoned, sent to hospital', 0);
    const without = await sign(id, {});
    expect(without.status).toBe(400);
    expect(without.body.error?.issues).toEqual([{ path: 'outcome', message: 'is required while the alert is open' }]);
    const [open] = await server.deps.db.select().from(alerts).where(eq(alerts.id, alertId));
    expect(open?.state).toBe('raised');
    const page = await RealtimeClient.connect(server.url, doctor);
    const signed = await sign(id, { outcome: 'referred' });
    expect(signed.body.consultation.note).toMatchObject({ signedBy: doctor.userId, version: 1 });
    const [closed] = await server.deps.db.select().from(alerts).where(eq(alerts.id, alertId));
    expect(closed).toMatchObject({ state: 'resolved', outcome: 'referred', resolvedBy: doctor.userId });
    const record = await server.deps.db
      .select()
      .from(alertEvents)
      .where(eq(alertEvents.alertId, alertId))
      .orderBy(asc(alertEvents.at));
    expect(record.map(({ type }) => type)).toEqual(['raised', 'call-started', 'call-ended', 'resolved']);
    const audited = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, alertId));
    expect(audited.map(({ action }) => action)).toContain('alert:resolved');
    await eventually('the work-list', () => page.names.includes('alert:resolved'));
    page.close();
  });

  it('is signed without an outcome where the alert was closed before, and leaves that as it was', async () => {
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'glucose.low-2');
    const id = await missedCall(alertId);
    await put(id, 'x', 0);
    await clinic.nurse.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'advised' });
    expect((await sign(id, {})).status).toBe(200);
    const [alert] = await server.deps.db.select().from(alerts).where(eq(alerts.id, alertId));
    expect(alert).toMatchObject({ outcome: 'advised', resolvedBy: clinic.nurse.userId });
  });

  it('never changes once signed', async () => {
    const id = await missedCall();
    expect((await sign(id, {})).body.error).toMatchObject({
      code: 'conflict',
      message: 'there is no note to sign yet',
    });
    await put(id, 'final', 0);
    const signings = await Promise.all([sign(id, {}), sign(id, {}), sign(id, {})]);
    expect(signings.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const version of [0, 1, 2]) {
      expect((await put(id, 'changed', version)).body.error?.message).toContain('signed');
    }
    const [row] = await server.deps.db.select().from(notes).where(eq(notes.consultationId, id));
    expect(row).toMatchObject({ plan: 'final', version: 1 });
  });

  it('is the visiting clinician’s alone', async () => {
    const id = await missedCall();
    const draft = { ...words('x'), basedOnVersion: 0 };
    expect((await send(clinic.nurse, 'PUT', `/${id}/note`, draft)).status).toBe(403);
    expect((await sign(id, {}, clinic.nurse)).status).toBe(403);
    expect((await send(clinic.patient, 'PUT', `/${id}/note`, draft)).status).toBe(403);
    expect((await send(clinic.outsider, 'PUT', `/${id}/note`, draft)).status).toBe(404);
  });

  it('belongs to a visit that took place', async () => {
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await send(clinic.doctor, 'POST', '', { patientId: clinic.patient.patientId, startsAt });
    expect((await put(body.consultation.id, 'x', 0)).status).toBe(409);
    expect(
      await server.deps.db.select().from(consultations).where(eq(consultations.id, body.consultation.id)),
    ).toHaveLength(1);
  });
});
