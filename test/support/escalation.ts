import { and, asc, eq, sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { alertCalls, alertEvents, alerts, auditLog, escalationPolicies, outbox } from '#database/schema/index.ts';
import type { EscalationTier } from '#contracts/escalation.ts';
import type { Severity } from '#contracts/alert.ts';
import type { Deps } from '#server/deps.ts';
import { relayBatch } from '#server/relay/relay-batch.ts';
import { sweepEscalations } from '#server/services/escalations/sweep.ts';
import type { Person } from './people.ts';

/** A tier that calls these people, who have so many minutes to answer. */
export const tierOf = (people: readonly Person[], minutes = 15): EscalationTier => ({
  targets: people.map(({ userId }) => ({ kind: 'user' as const, userId })),
  answerWithin: { kind: 'minutes' as const, minutes },
});

export const CARE_TEAM: EscalationTier = {
  targets: [{ kind: 'care-team' }],
  answerWithin: { kind: 'minutes', minutes: 15 },
};

/** The next version of a severity's policy. */
export const setPolicy = async (
  db: Database,
  changedBy: Person,
  severity: Severity,
  tiers: readonly EscalationTier[],
): Promise<void> => {
  const [last] = await db.execute<{ version: number }>(
    sql`select coalesce(max(version), 0) as version from escalation_policies where severity = ${severity}`,
  );
  await db.insert(escalationPolicies).values({
    ...{ severity, version: (last?.version ?? 0) + 1, tiers, changedBy: changedBy.userId },
    ...{ changedAt: new Date(), reason: 'test' },
  });
};

/** As if so much time had gone by since the newest call: its times are columns. */
export const passTime = async (db: Database, alertId: string, minutes: number): Promise<void> => {
  const by = sql`make_interval(mins => ${minutes})`;
  await db
    .update(alertCalls)
    .set({
      calledAt: sql`called_at - ${by}`,
      answerBy: sql`answer_by - ${by}`,
      remindedAt: sql`reminded_at - ${by}`,
      unreachedAt: sql`unreached_at - ${by}`,
      exhaustedAt: sql`exhausted_at - ${by}`,
    })
    .where(eq(alertCalls.alertId, alertId));
  await db.execute(sql`update deliveries set queued_at = queued_at - ${by} where alert_id = ${alertId}`);
  await db
    .update(alerts)
    .set({ escalationDueAt: sql`escalation_due_at - ${by}` })
    .where(eq(alerts.id, alertId));
};

/** One turn of the sweep and of the relay, as a server makes them four times a second. */
export const sweepAndRelay = async (deps: Deps): Promise<void> => {
  await sweepEscalations(deps);
  await relay(deps);
};

export const relay = async (deps: Deps): Promise<void> => {
  while ((await deps.db.transaction((tx) => relayBatch(tx, deps.now(), deps.log, ['mail']))) > 0);
};

/** Something of this alert has reached the person. */
export const reach = async (db: Database, alertId: string, { userId }: Person): Promise<void> => {
  await db.execute(sql`
    update deliveries set state = 'delivered', delivered_at = now()
    where alert_id = ${alertId} and recipient_id = ${userId} and channel = 'in-app' and state = 'queued'`);
};

/** Who was called, one line a call: `round.tier who, who`. */
export const callsOf = async (db: Database, alertId: string): Promise<string[]> => {
  const rows = await db.execute<{ line: string }>(sql`
    select calls.round || '.' || calls.tier || ' '
      || coalesce(string_agg(users.name, ', ' order by users.name), 'nobody') as line
    from alert_calls calls
    left join alert_call_people people on people.call_id = calls.id
    left join users on users.id = people.user_id
    where calls.alert_id = ${alertId}
    group by calls.id
    order by calls.paged_at, calls.round, calls.tier`);
  return rows.map(({ line }) => line);
};

export const eventsOf = async (db: Database, alertId: string): Promise<string[]> => {
  const rows = await db
    .select({ type: alertEvents.type })
    .from(alertEvents)
    .where(eq(alertEvents.alertId, alertId))
    .orderBy(asc(alertEvents.id));
  return rows.map(({ type }) => type);
};

/** The audit rows of an alert, without its `alert:` prefix. */
export const auditedOf = async (db: Database, alertId: string): Promise<string[]> => {
  const rows = await db
    .select({ action: auditLog.action })
    .from(auditLog)
    .where(and(eq(auditLog.subjectType, 'alert'), eq(auditLog.subjectId, alertId)))
    .orderBy(asc(auditLog.id));
  return rows.map(({ action }) => action.replace('alert:', ''));
};

export const announcedOf = (db: Database, alertId: string) =>
  db.select().from(outbox).where(eq(outbox.alertId, alertId)).orderBy(asc(outbox.id));

export const alertRow = async (db: Database, alertId: string) => {
  const [row] = await db.select().from(alerts).where(eq(alerts.id, alertId));
  if (row === undefined) throw new Error('no such alert');
  return row;
};
