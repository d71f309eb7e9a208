import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { alertCallPeople, alerts } from '#database/schema/index.ts';
import { cleanUp } from '#server/services/upkeep/clean-up.ts';
import { callsOf, setPolicy, tierOf } from '#test/support/escalation.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, createClinician, joinCareTeam, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let onCall: Person;
let alertId: string;

const db = () => server.deps.db;

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  clinic = await createClinic(server);
  onCall = await createClinician(server, { name: 'Dr On Call', profession: 'doctor' });
  await joinCareTeam(server, clinic.doctor, clinic.otherPatient.patientId);
  await setPolicy(db(), clinic.administrator, 'critical', [
    {
      ...tierOf([onCall, clinic.administrator]),
      targets: [...tierOf([onCall, clinic.administrator]).targets, { kind: 'care-team' }],
    },
  ]);
});
afterAll(async () => {
  await server.close();
  await live.database.drop();
});

const statusOf = async (person: Person, path: string) => (await person.get(path)).status;
const seenBy = async (person: Person) =>
  AlertList.parse(await (await person.get('/api/alerts')).json()).alerts.map(({ id }) => id);

describe('somebody who is called as one of the care team', () => {
  it('is out as soon as they leave it', async () => {
    const { patientId } = clinic.otherPatient;
    const membership = await joinCareTeam(server, clinic.nurse, patientId);
    const id = await pageAlert(server.deps, patientId);
    await eventually('the care team is called', async () => (await callsOf(db(), id)).length > 0);
    expect(await statusOf(clinic.nurse, `/api/patients/${patientId}`)).toBe(200);
    await membership.end();
    expect(await statusOf(clinic.nurse, `/api/patients/${patientId}`)).toBe(404);
    await db().update(alerts).set({ state: 'withdrawn' }).where(eq(alerts.id, id));
  });
});

describe('somebody who is called and is not in the care team', () => {
  it('hears of it on their open page, and may see and treat this patient and no other', async () => {
    const { patientId } = clinic.patient;
    const heard = await RealtimeClient.connect(server.url, onCall);
    const other = await RealtimeClient.connect(server.url, clinic.outsider);
    expect(await statusOf(onCall, `/api/patients/${patientId}`)).toBe(404);
    alertId = await pageAlert(server.deps, patientId);
    await eventually('the page hears of the call', () => heard.names.includes('alert:called'));
    expect(await statusOf(onCall, `/api/alerts/${alertId}`)).toBe(200);
    expect(await statusOf(onCall, `/api/patients/${patientId}`)).toBe(200);
    expect(await statusOf(onCall, `/api/patients/${patientId}/observations?kind=glucose`)).toBe(
      await statusOf(clinic.doctor, `/api/patients/${patientId}/observations?kind=glucose`),
    );
    expect(await seenBy(onCall)).toEqual([alertId]);
    expect(await statusOf(onCall, `/api/patients/${clinic.otherPatient.patientId}`)).toBe(404);
    // Who was not called has none of it, nor has an administrator who stands in the policy.
    expect(await statusOf(clinic.outsider, `/api/alerts/${alertId}`)).toBe(404);
    expect(await statusOf(clinic.administrator, `/api/alerts/${alertId}`)).toBe(404);
    expect(other.names.filter((name) => name.startsWith('alert:'))).toEqual([]);
    heard.close();
    other.close();
  });

  it('calls the patient, takes the alert, writes the note and closes it', async () => {
    const started = await onCall.send('POST', '/api/consultations', { patientId: clinic.patient.patientId, alertId });
    expect(started.status).toBe(201);
    const { consultation } = (await started.json()) as { consultation: { id: string } };
    expect((await onCall.send('POST', `/api/alerts/${alertId}/acknowledge`)).status).toBe(200);
    const note = { subjective: 's', objective: 'o', assessment: 'a', plan: 'p', basedOnVersion: 0 };
    expect((await onCall.send('PUT', `/api/consultations/${consultation.id}/note`, note)).status).toBe(200);
    expect((await onCall.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'called' })).status).toBe(200);
  });

  it('keeps it for a day after the alert was closed, and loses it then', async () => {
    const { patientId } = clinic.patient;
    expect(await statusOf(onCall, `/api/patients/${patientId}`)).toBe(200);
    const closedAgo = (hours: number) =>
      db()
        .update(alerts)
        .set({ closedAt: sql`now() - make_interval(mins => ${hours * 60})` })
        .where(eq(alerts.id, alertId));
    await closedAgo(23.9);
    expect(await statusOf(onCall, `/api/patients/${patientId}`)).toBe(200);
    const heard = await RealtimeClient.connect(server.url, onCall);
    expect((await heard.request('patient:watch', { patientId })).ok).toBe(true);
    await closedAgo(24);
    expect(await statusOf(onCall, `/api/patients/${patientId}`)).toBe(404);
    expect(await statusOf(onCall, `/api/alerts/${alertId}`)).toBe(404);
    expect((await onCall.send('POST', `/api/alerts/${alertId}/feedback`, { useful: true })).status).toBe(404);
    expect(await seenBy(onCall)).toEqual([]);
    expect((await heard.request('patient:watch', { patientId })).ok).toBe(false);
    heard.close();
  });

  it('is out of the channel by itself when the day is over', async () => {
    const { patientId } = clinic.patient;
    await db()
      .update(alerts)
      .set({ closedAt: sql`now() - interval '24 hours' + interval '1 second'` })
      .where(eq(alerts.id, alertId));
    const heard = await RealtimeClient.connect(server.url, onCall);
    await eventually('access is over', async () => (await statusOf(onCall, `/api/patients/${patientId}`)) === 404);
    // One that calls nobody: it does not page.
    const doctor = await RealtimeClient.connect(server.url, clinic.doctor);
    await raiseAlert(server.deps, patientId, 'hr.rest-high');
    await eventually('the care team hears', () => doctor.names.includes('alert:raised'));
    expect(heard.names.filter((name) => name.startsWith('alert:'))).toEqual([]);
    heard.close();
    doctor.close();
  });

  it('is not asked about any more once it is over, and not before', async () => {
    const given = async () =>
      (await db().select().from(alertCallPeople).where(eq(alertCallPeople.givesAccess, true))).map(
        ({ userId }) => userId,
      );
    await db()
      .update(alerts)
      .set({ closedAt: sql`now() - interval '23 hours'` })
      .where(eq(alerts.id, alertId));
    await cleanUp(db());
    expect(await given()).toEqual([onCall.userId]);
    await db()
      .update(alerts)
      .set({ closedAt: sql`now() - interval '24 hours'` })
      .where(eq(alerts.id, alertId));
    await cleanUp(db());
    expect(await given()).toEqual([]);
  });
});
