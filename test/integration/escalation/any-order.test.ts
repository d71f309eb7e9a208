import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertCalls, alerts } from '#database/schema/index.ts';
import { returnTakenAlerts } from '#server/services/alerts/return-taken.ts';
import { sweepHandOvers } from '#server/services/hand-overs/settle.ts';
import { sweepEscalations } from '#server/services/escalations/sweep.ts';
import { callsOf, CARE_TEAM, passTime, relay, setPolicy, tierOf } from '#test/support/escalation.ts';
import { auditedHandOvers, offersOf, passOfferTime } from '#test/support/hand-over.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import {
  createClinic,
  createClinician,
  createPatient,
  joinCareTeam,
  type Clinic,
  type Person,
} from '#test/support/people.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
let onCall: Person;

const db = () => server.deps.db;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
  onCall = await createClinician(server, { name: 'Dr On Call', profession: 'doctor' });
  for (const severity of ['critical', 'high', 'moderate'] as const) {
    await setPolicy(db(), clinic.administrator, severity, [CARE_TEAM, tierOf([onCall], 10)]);
  }
});
afterAll(() => server.close());

const WHO = ['doctor', 'nurse', 'onCall', 'outsider', 'patient'] as const;
const action = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 5, 15, 40).map((minutes) => ({ kind: 'pass' as const, minutes })) },
  { weight: 2, arbitrary: fc.constant({ kind: 'relay' as const }) },
  { weight: 2, arbitrary: fc.constantFrom(...WHO).map((who) => ({ kind: 'acknowledge' as const, who })) },
  { weight: 2, arbitrary: fc.constantFrom(...WHO).map((who) => ({ kind: 'escalate' as const, who })) },
  { weight: 1, arbitrary: fc.constantFrom(...WHO).map((who) => ({ kind: 'snooze' as const, who })) },
  { weight: 1, arbitrary: fc.constantFrom(...WHO).map((who) => ({ kind: 'end-snooze' as const, who })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...WHO), fc.constantFrom('doctor' as const, 'nurse' as const, 'outsider' as const))
      .filter(([who, to]) => who !== to)
      .map(([who, to]) => ({ kind: 'hand-over' as const, who, to })),
  },
  { weight: 2, arbitrary: fc.constantFrom(...WHO).map((who) => ({ kind: 'decline' as const, who })) },
  { weight: 1, arbitrary: fc.constantFrom(...WHO).map((who) => ({ kind: 'take-back' as const, who })) },
  { weight: 1, arbitrary: fc.constantFrom(...WHO).map((who) => ({ kind: 'resolve' as const, who })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('critical' as const, 'high' as const, 'moderate' as const).map((severity) => ({
      ...{ kind: 'page-again' as const, severity },
    })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Does it as whoever does it would; that it is refused is an outcome, too. */
const perform = async (alertId: string, doing: Action): Promise<number | null> => {
  const as = (who: (typeof WHO)[number]): Person => (who === 'onCall' ? onCall : clinic[who]);
  const post = async (who: (typeof WHO)[number], verb: string, body?: unknown) =>
    (await as(who).send('POST', `/api/alerts/${alertId}/${verb}`, body)).status;
  switch (doing.kind) {
    case 'pass':
      await passTime(db(), alertId, doing.minutes);
      await db().execute(sql`
        update alerts set returns_at = returns_at - make_interval(mins => ${doing.minutes}) where id = ${alertId}`);
      await passOfferTime(db(), alertId, doing.minutes);
      return null;
    case 'relay':
      await relay(server.deps);
      return null;
    case 'acknowledge':
      return post(doing.who, 'acknowledge');
    case 'escalate':
      return post(doing.who, 'escalate', { reason: 'please' });
    case 'snooze':
      return post(doing.who, 'snooze', { until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'later' });
    case 'end-snooze':
      return post(doing.who, 'snooze/end');
    case 'hand-over':
      return post(doing.who, 'hand-over', { toUserId: as(doing.to).userId, reason: 'in theatre' });
    case 'decline':
      return post(doing.who, 'hand-over/decline', { reason: 'on the ward' });
    case 'take-back':
      return post(doing.who, 'hand-over/withdraw');
    case 'resolve':
      return post(doing.who, 'resolve', { outcome: 'called' });
    case 'page-again':
      // As ingest does for a new onset while the alert is open.
      await db().execute(sql`
        update alerts set state = 'raised', severity = ${doing.severity}, acknowledged_at = null, acknowledged_by = null,
          cleared_at = null, paged = true, paged_at = date_trunc('milliseconds', clock_timestamp())
        where id = ${alertId} and state not in ('resolved', 'withdrawn')`);
      return null;
    case 'clear':
      await db().update(alerts).set({ clearedAt: new Date() }).where(eq(alerts.id, alertId));
      return null;
  }
};

const holds = async (alertId: string, patientId: string): Promise<void> => {
  const [alert] = await db().select().from(alerts).where(eq(alerts.id, alertId));
  if (alert === undefined) throw new Error('the alert is gone');
  const isOpen = alert.state !== 'resolved' && alert.state !== 'withdrawn';
  const [open] = await db().execute<{ count: number }>(sql`
    select count(*)::int as count from alerts
    where patient_id = ${patientId} and rule_id = ${alert.ruleId} and state not in ('resolved', 'withdrawn')`);
  expect(open?.count).toBeLessThanOrEqual(1);
  if (isOpen) expect(alert.state === 'acknowledged').toBe(alert.acknowledgedBy !== null);
  if (!isOpen) expect(alert.closedAt).not.toBeNull();
  const isWaiting = alert.state === 'raised' || alert.state === 'escalated';
  if (isWaiting) expect(alert.escalationPagedAt).toEqual(alert.pagedAt);
  if (isWaiting && alert.severity === 'critical') expect(alert.escalationDueAt).not.toBeNull();
  // What nobody waits for is never due, however late it is.
  if (!isWaiting) {
    await passTime(db(), alertId, 120);
    expect(await sweepEscalations(server.deps)).toBe(0);
  }
  await handOversHold(alertId, alert);
  const calls = await db().select().from(alertCalls).where(eq(alertCalls.alertId, alertId));
  const places = calls.map(({ pagedAt, round, tier }) => `${pagedAt.toISOString()} ${round}.${tier}`);
  expect(new Set(places).size).toBe(places.length);
  const audited = await db().execute<{ call_id: string }>(sql`
    select detail ->> 'callId' as call_id from audit_log
    where subject_id = ${alertId} and action in ('alert:called', 'alert:escalated')`);
  const [events] = await db().execute<{ count: number }>(sql`
    select count(*)::int as count from alert_events where alert_id = ${alertId} and type in ('called', 'escalated')`);
  expect(audited.map(({ call_id }) => call_id).sort()).toEqual(calls.map(({ id }) => id).sort());
  expect(events?.count).toBe(calls.length);
};

/** It is offered only by whoever has it, to one at a time; every hand-over is on the record, as it ended. */
const handOversHold = async (alertId: string, alert: typeof alerts.$inferSelect): Promise<void> => {
  const offers = await offersOf(db(), alertId);
  const open = offers.filter(({ endedAt }) => endedAt === null);
  expect(open.length).toBeLessThanOrEqual(1);
  for (const offer of open) {
    expect(alert).toMatchObject({ state: 'acknowledged', acknowledgedBy: offer.fromUserId });
    expect(offer.answerBy.getTime()).toBeGreaterThan(Date.now() - 1_000);
  }
  const audited = (await auditedHandOvers(db(), alertId)).map(({ action, from, to }) => `${action} ${from} ${to}`);
  const expected = offers.flatMap(({ fromUserId, toUserId, endedAs }) => {
    const ending = endedAs === 'taken' ? 'handed-over' : `hand-over-${endedAs}`;
    const actions = endedAs === null || endedAs === 'overtaken' ? [] : [ending];
    return ['hand-over-offered', ...actions].map((action) => `${action} ${fromUserId} ${toUserId}`);
  });
  expect(audited.toSorted()).toEqual(expected.toSorted());
};

/** Whoever is not of the care team has business here by a call, or by a hand-over to them that stands or that they took. */
const mayAct = async (who: (typeof WHO)[number], alertId: string): Promise<boolean> => {
  if (who === 'doctor' || who === 'nurse') return true;
  if (who === 'onCall') return (await callsOf(db(), alertId)).join().includes(onCall.name);
  const offers = await offersOf(db(), alertId);
  return (
    who === 'outsider' &&
    offers.some(
      ({ toUserId, endedAs }) => toUserId === clinic.outsider.userId && (endedAs === null || endedAs === 'taken'),
    )
  );
};

describe('an alert, whoever does what in whatever order', () => {
  it('is one, is somebody’s or waits with a timer, and every call is on the record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (actions) => {
        const patient = await createPatient(server, 'Somebody');
        await joinCareTeam(server, clinic.doctor, patient.patientId);
        await joinCareTeam(server, clinic.nurse, patient.patientId);
        const alertId = await pageAlert(server.deps, patient.patientId);
        for (const doing of actions) {
          const isAllowed = 'who' in doing && (await mayAct(doing.who, alertId));
          const status = await perform(alertId, doing);
          if (status !== null) expect(isAllowed ? [200, 409] : [404]).toContain(status);
          await returnTakenAlerts(server.deps);
          // Two servers at once.
          await Promise.all([sweepEscalations(server.deps), sweepEscalations(server.deps)]);
          await Promise.all([sweepHandOvers(server.deps), sweepHandOvers(server.deps)]);
          await holds(alertId, patient.patientId);
        }
        await db().update(alerts).set({ state: 'withdrawn' }).where(eq(alerts.id, alertId));
      }),
      { numRuns: 12 },
    );
  });
});
