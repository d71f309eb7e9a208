import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail } from '#contracts/alert.ts';
import { alertCalls, alerts, clinics, deliveries } from '#database/schema/index.ts';
import { sweepEscalations } from '#server/services/escalations/sweep.ts';
import { addEndpoint } from '#test/support/endpoints.ts';
import {
  alertRow,
  auditedOf,
  callsOf,
  CARE_TEAM,
  eventsOf,
  passTime,
  reach,
  relay,
  setPolicy,
  sweepAndRelay,
  tierOf,
} from '#test/support/escalation.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, createClinician, type Clinic, type Person } from '#test/support/people.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
let onCall: Person;
let chief: Person;
let alertId: string;

const page = () => pageAlert(server.deps, clinic.patient.patientId);
const db = () => server.deps.db;
/** The care team has it on a page: nobody is unreachable. */
const pagedAndReached = async () => {
  alertId = await page();
  await sweepAndRelay(server.deps);
  await reach(db(), alertId, clinic.doctor);
};

beforeAll(async () => {
  // Ten minutes wrong: nothing of this asks the server's clock.
  server = await startTestServer({ now: () => new Date(Date.now() + 10 * 60_000) });
  clinic = await createClinic(server);
  onCall = await createClinician(server, { name: 'Dr On Call', profession: 'doctor' });
  chief = await createClinician(server, { name: 'Dr Chief', profession: 'doctor' });
  await setPolicy(db(), clinic.administrator, 'critical', [CARE_TEAM, tierOf([onCall], 20), tierOf([chief])]);
  await setPolicy(db(), clinic.administrator, 'high', [CARE_TEAM, tierOf([onCall])]);
});
afterAll(() => server.close());
beforeEach(async () => {
  await db().update(alerts).set({ state: 'withdrawn' });
});

describe('an alert that pages', () => {
  it('calls the first tier once, on the record, and is told to nobody twice', async () => {
    alertId = await page();
    await sweepEscalations(server.deps);
    await sweepEscalations(server.deps);
    await relay(server.deps);
    expect(await callsOf(db(), alertId)).toEqual([`1.0 ${clinic.nurse.name}, ${clinic.doctor.name}`]);
    expect(await eventsOf(db(), alertId)).toEqual(['raised', 'called']);
    expect(await auditedOf(db(), alertId)).toEqual(['called']);
    expect((await alertRow(db(), alertId)).state).toBe('raised');
    const told = await db().select().from(deliveries).where(eq(deliveries.alertId, alertId));
    // Raised and paged; that the care team is called is what the page has told them.
    expect(told.filter(({ recipientId }) => recipientId === clinic.doctor.userId)).toHaveLength(2);
  });

  it('goes on to the next tier when the time of one is up, and to nobody once somebody answers', async () => {
    await pagedAndReached();
    await passTime(db(), alertId, 14);
    await sweepAndRelay(server.deps);
    expect(await callsOf(db(), alertId)).toHaveLength(1);
    await passTime(db(), alertId, 1);
    await sweepAndRelay(server.deps);
    expect((await callsOf(db(), alertId)).at(-1)).toBe(`1.1 ${onCall.name}`);
    expect((await alertRow(db(), alertId)).state).toBe('escalated');
    expect((await eventsOf(db(), alertId)).at(-1)).toBe('escalated');
    expect((await clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`)).status).toBe(200);
    await passTime(db(), alertId, 60);
    expect(await sweepEscalations(server.deps)).toBe(0);
    expect(await callsOf(db(), alertId)).toHaveLength(2);
  });

  it('tells those who were called by all channels, whether in the care team or not', async () => {
    const endpointId = await addEndpoint(db(), {
      userId: onCall.userId,
      channel: 'mail',
      address: 'oncall@example.org',
    });
    await pagedAndReached();
    await passTime(db(), alertId, 15);
    await sweepAndRelay(server.deps);
    const told = await db().select().from(deliveries).where(eq(deliveries.alertId, alertId));
    const toOnCall = told.filter(({ recipientId }) => recipientId === onCall.userId);
    expect(toOnCall.map(({ channel }) => channel).sort()).toEqual(['in-app', 'mail']);
    expect(toOnCall.find(({ channel }) => channel === 'mail')).toMatchObject({ endpointId, state: 'queued' });
    expect(told.filter(({ recipientId }) => recipientId === chief.userId)).toEqual([]);
  });

  it('calls the next tier at once where nothing reaches anybody of one', async () => {
    alertId = await page();
    await sweepAndRelay(server.deps);
    await passTime(db(), alertId, 1);
    await sweepAndRelay(server.deps);
    expect((await callsOf(db(), alertId)).at(-1)).toBe(`1.1 ${onCall.name}`);
    const { calls } = AlertDetail.parse(await (await clinic.doctor.get(`/api/alerts/${alertId}`)).json());
    expect(calls.map(({ unreachedAt }) => unreachedAt !== null)).toEqual([true, false]);
    expect(calls[0]?.people.every(({ isReached }) => !isReached)).toBe(true);
  });

  it('tells whoever was called again each five minutes while it is critical', async () => {
    await pagedAndReached();
    await passTime(db(), alertId, 5);
    await sweepAndRelay(server.deps);
    expect((await eventsOf(db(), alertId)).filter((type) => type === 'reminded')).toHaveLength(1);
    await sweepAndRelay(server.deps);
    expect((await eventsOf(db(), alertId)).filter((type) => type === 'reminded')).toHaveLength(1);
    expect(await callsOf(db(), alertId)).toHaveLength(1);
  });

  it('says so when nobody of all tiers has answered, and calls them again', async () => {
    await pagedAndReached();
    for (const [person, minutes] of [
      [onCall, 15],
      [chief, 20],
      [clinic.doctor, 15],
    ] as const) {
      await passTime(db(), alertId, minutes);
      await sweepAndRelay(server.deps);
      await reach(db(), alertId, person);
    }
    expect(await callsOf(db(), alertId)).toEqual([
      `1.0 ${clinic.nurse.name}, ${clinic.doctor.name}`,
      `1.1 ${onCall.name}`,
      `1.2 ${chief.name}`,
      `2.0 ${clinic.nurse.name}, ${clinic.doctor.name}`,
    ]);
    expect(await eventsOf(db(), alertId)).toContain('exhausted');
    const { alert } = AlertDetail.parse(await (await clinic.doctor.get(`/api/alerts/${alertId}`)).json());
    expect(alert.exhaustedAt).not.toBeNull();
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`);
    const taken = AlertDetail.parse(await (await clinic.doctor.get(`/api/alerts/${alertId}`)).json());
    expect(taken.alert.exhaustedAt).toBeNull();
  });

  it('keeps being shown, and calls nobody again, where it is not critical', async () => {
    alertId = await page();
    await db().update(alerts).set({ severity: 'high' }).where(eq(alerts.id, alertId));
    await sweepAndRelay(server.deps);
    await reach(db(), alertId, clinic.doctor);
    await passTime(db(), alertId, 15);
    await sweepAndRelay(server.deps);
    await reach(db(), alertId, onCall);
    await passTime(db(), alertId, 15);
    await sweepAndRelay(server.deps);
    expect(await callsOf(db(), alertId)).toHaveLength(2);
    expect(await alertRow(db(), alertId)).toMatchObject({ state: 'escalated', escalationDueAt: null });
    expect((await alertRow(db(), alertId)).exhaustedAt).not.toBeNull();
  });
});

describe('what begins anew', () => {
  it('is a new paging: with the policy of the severity that it has then', async () => {
    alertId = await page();
    await db().update(alerts).set({ severity: 'high' }).where(eq(alerts.id, alertId));
    await sweepAndRelay(server.deps);
    await db()
      .update(alerts)
      .set({ severity: 'critical', pagedAt: sql`date_trunc('milliseconds', now())` })
      .where(eq(alerts.id, alertId));
    await sweepAndRelay(server.deps);
    const rows = await db().select().from(alertCalls).where(eq(alertCalls.alertId, alertId));
    expect(rows.map(({ severity, round, tier }) => [severity, round, tier]).sort()).toEqual([
      ['critical', 1, 0],
      ['high', 1, 0],
    ]);
    expect(await alertRow(db(), alertId)).toMatchObject({ exhaustedAt: null });
  });

  it('is not an alert that was raised again and does not page', async () => {
    await pagedAndReached();
    await db().update(alerts).set({ paged: false, pagedAt: null }).where(eq(alerts.id, alertId));
    await passTime(db(), alertId, 60);
    expect(await sweepEscalations(server.deps)).toBe(0);
  });
});

describe('somebody who escalates', () => {
  it('calls the next tier at once, on their own account', async () => {
    await pagedAndReached();
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`);
    const answer = await clinic.doctor.send('POST', `/api/alerts/${alertId}/escalate`, { reason: 'I am in theatre' });
    expect(answer.status).toBe(200);
    expect((await callsOf(db(), alertId)).at(-1)).toBe(`1.1 ${onCall.name}`);
    const { events, alert } = AlertDetail.parse(await (await clinic.doctor.get(`/api/alerts/${alertId}`)).json());
    expect(alert).toMatchObject({ state: 'escalated', acknowledgedBy: null });
    expect(events.find(({ type }) => type === 'escalated')).toMatchObject({
      actorName: clinic.doctor.name,
      reason: 'I am in theatre',
    });
    await relay(server.deps);
    await reach(db(), alertId, onCall);
    await passTime(db(), alertId, 20);
    await sweepAndRelay(server.deps);
    expect((await callsOf(db(), alertId)).at(-1)).toBe(`1.2 ${chief.name}`);
  });
});

describe('a clinic on event time', () => {
  it('never escalates', async () => {
    await db().insert(clinics).values({ name: 'Replay', timeZone: 'UTC', clock: 'event' });
    alertId = await page();
    expect(await sweepEscalations(server.deps)).toBe(0);
    await db().delete(clinics);
    expect(await sweepEscalations(server.deps)).toBe(1);
  });
});

describe('several servers', () => {
  it('call each tier once between them', async () => {
    alertId = await page();
    await Promise.all(Array.from({ length: 6 }, () => sweepEscalations(server.deps)));
    expect(await callsOf(db(), alertId)).toHaveLength(1);
    expect(await eventsOf(db(), alertId)).toEqual(['raised', 'called']);
  });
});
