import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail } from '#contracts/alert.ts';
import { alerts, alertSnoozes, deliveries } from '#database/schema/index.ts';
import { returnTakenAlerts } from '#server/services/alerts/return-taken.ts';
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
import { raiseAlert } from '#test/support/raise-alert.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
let onCall: Person;
let alertId: string;

const db = () => server.deps.db;
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const snooze = (person: Person, id = alertId) =>
  person.send('POST', `/api/alerts/${id}/snooze`, { until: inHours(1), reason: 'seen, calling at noon' });
const detailFor = async (person: Person) =>
  AlertDetail.parse(await (await person.get(`/api/alerts/${alertId}`)).json());
const setSeverity = (severity: 'critical' | 'high' | 'moderate') =>
  db().update(alerts).set({ severity }).where(eq(alerts.id, alertId));
const toldTo = (person: Person) =>
  db()
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.alertId, alertId), eq(deliveries.recipientId, person.userId)));
const pagedHigh = async () => {
  alertId = await pageAlert(server.deps, clinic.patient.patientId);
  await setSeverity('high');
};

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
  onCall = await createClinician(server, { name: 'Dr On Call', profession: 'doctor' });
  await setPolicy(db(), clinic.administrator, 'high', [CARE_TEAM, tierOf([onCall])]);
  await addEndpoint(db(), { userId: clinic.doctor.userId, channel: 'mail', address: 'doctor@example.org' });
});
afterAll(() => server.close());
beforeEach(async () => {
  await db().update(alerts).set({ state: 'withdrawn' });
  await db().update(alertSnoozes).set({ endedAt: new Date() });
});

describe('a snooze', () => {
  it('is seen by the care team with who, until when and why; not the reason by the patient', async () => {
    await pagedHigh();
    expect((await snooze(clinic.doctor)).status).toBe(200);
    const { alert, snoozes } = await detailFor(clinic.nurse);
    expect(snoozes).toMatchObject([{ name: clinic.doctor.name, reason: 'seen, calling at noon' }]);
    expect(alert.snoozes.map(({ userId }) => userId)).toEqual([clinic.doctor.userId]);
    expect((await detailFor(clinic.patient)).snoozes).toEqual([]);
  });

  it('keeps messages from that person, who sees it on the page, and from nobody else', async () => {
    await pagedHigh();
    await snooze(clinic.doctor);
    await relay(server.deps);
    const toDoctor = await toldTo(clinic.doctor);
    expect(toDoctor.every(({ channel, isSnoozed }) => channel === 'in-app' && isSnoozed)).toBe(true);
    expect(toDoctor).not.toEqual([]);
    expect((await toldTo(clinic.nurse)).every(({ isSnoozed }) => !isSnoozed)).toBe(true);
  });

  it('is for the patient and the rule: the next alert of both is snoozed, another rule is not', async () => {
    await pagedHigh();
    await snooze(clinic.doctor);
    await clinic.nurse.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'advised' });
    await pagedHigh();
    expect((await detailFor(clinic.doctor)).alert.snoozes).toHaveLength(1);
    await snooze(clinic.doctor);
    expect((await detailFor(clinic.doctor)).alert.snoozes).toHaveLength(1);
    alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'hr.rest-high');
    await setSeverity('high');
    expect((await detailFor(clinic.doctor)).alert.snoozes).toEqual([]);
  });

  it('is over when the alert becomes more severe, and at its end', async () => {
    await pagedHigh();
    await setSeverity('moderate');
    await snooze(clinic.doctor);
    expect((await detailFor(clinic.doctor)).alert.snoozes).toHaveLength(1);
    await setSeverity('high');
    expect((await detailFor(clinic.doctor)).alert.snoozes).toEqual([]);
    await snooze(clinic.doctor);
    await setSeverity('critical');
    expect((await detailFor(clinic.doctor)).alert.snoozes).toEqual([]);
    await setSeverity('high');
    await db()
      .update(alertSnoozes)
      .set({ until: sql`now()` })
      .where(eq(alertSnoozes.alertId, alertId));
    expect((await detailFor(clinic.doctor)).alert.snoozes).toEqual([]);
  });

  it('skips no tier, and calls the next one at once where all of one have snoozed', async () => {
    await pagedHigh();
    await sweepAndRelay(server.deps);
    await reach(db(), alertId, clinic.nurse);
    await snooze(clinic.doctor);
    await sweepEscalations(server.deps);
    expect(await callsOf(db(), alertId)).toHaveLength(1);
    await snooze(clinic.nurse);
    await sweepEscalations(server.deps);
    expect(await callsOf(db(), alertId)).toEqual([
      `1.0 ${clinic.nurse.name}, ${clinic.doctor.name}`,
      `1.1 ${onCall.name}`,
    ]);
  });
});

describe('a snooze that is ended early', () => {
  const end = (person: Person) => person.send('POST', `/api/alerts/${alertId}/snooze/end`);

  it('is one’s own, ends once, and is on the record', async () => {
    await pagedHigh();
    expect((await end(clinic.doctor)).status).toBe(409);
    await snooze(clinic.doctor);
    await snooze(clinic.nurse);
    const ended = await Promise.all([end(clinic.doctor), end(clinic.doctor)]);
    expect(ended.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await detailFor(clinic.doctor)).snoozes.map(({ userId }) => userId)).toEqual([clinic.nurse.userId]);
    expect((await eventsOf(db(), alertId)).at(-1)).toBe('snooze-ended');
    expect((await auditedOf(db(), alertId)).at(-1)).toBe('snooze-ended');
    expect((await end(clinic.patient)).status).toBe(403);
  });

  it('lets messages through again', async () => {
    await pagedHigh();
    await snooze(clinic.doctor);
    await end(clinic.doctor);
    await relay(server.deps);
    expect((await toldTo(clinic.doctor)).some(({ channel, isSnoozed }) => channel === 'mail' && !isSnoozed)).toBe(true);
  });

  it('is the one that holds, given for an earlier alert of the same rule', async () => {
    await pagedHigh();
    await snooze(clinic.doctor);
    await clinic.nurse.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'advised' });
    await pagedHigh();
    expect((await end(clinic.doctor)).status).toBe(200);
    expect((await detailFor(clinic.doctor)).alert.snoozes).toEqual([]);
  });
});

describe('a critical alert that somebody has taken', () => {
  /** As if half an hour had gone by. */
  const passHalfAnHour = () =>
    db()
      .update(alerts)
      .set({ returnsAt: sql`returns_at - interval '30 minutes'` })
      .where(eq(alerts.id, alertId));

  it('comes back and pages when what it is about goes on half an hour later', async () => {
    alertId = await pageAlert(server.deps, clinic.patient.patientId);
    await sweepAndRelay(server.deps);
    const before = await alertRow(db(), alertId);
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`);
    expect(await returnTakenAlerts(server.deps)).toBe(0);
    await passHalfAnHour();
    const swept = await Promise.all([returnTakenAlerts(server.deps), returnTakenAlerts(server.deps)]);
    expect(swept.sort()).toEqual([0, 1]);
    const after = await alertRow(db(), alertId);
    expect(after).toMatchObject({ state: 'raised', acknowledgedAt: null, acknowledgedBy: null, paged: true });
    expect(after.pagedAt).not.toEqual(before.pagedAt);
    expect((await eventsOf(db(), alertId)).slice(-2)).toEqual(['re-raised', 'paged']);
    expect((await auditedOf(db(), alertId)).slice(-2)).toEqual(['re-raised', 'paged']);
    await sweepEscalations(server.deps);
    expect(await callsOf(db(), alertId)).toHaveLength(2);
  });

  it('does not where it has ended, or is closed', async () => {
    alertId = await pageAlert(server.deps, clinic.patient.patientId);
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`);
    await db().update(alerts).set({ clearedAt: new Date() }).where(eq(alerts.id, alertId));
    await passHalfAnHour();
    expect(await returnTakenAlerts(server.deps)).toBe(0);
    await db().update(alerts).set({ clearedAt: null }).where(eq(alerts.id, alertId));
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'called' });
    expect(await returnTakenAlerts(server.deps)).toBe(0);
  });

  it('is the only kind that does', async () => {
    await pagedHigh();
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`);
    expect((await alertRow(db(), alertId)).returnsAt).toBeNull();
    await passTime(db(), alertId, 60);
    expect(await returnTakenAlerts(server.deps)).toBe(0);
  });
});
