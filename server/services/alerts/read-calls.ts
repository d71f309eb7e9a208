import { asc, eq, sql } from 'drizzle-orm';
import type { AlertCall } from '#contracts/alert.ts';
import type { Database } from '#database/client.ts';
import { alertCallPeople, alertCalls, users } from '#database/schema/index.ts';
import { STATE_AS_TOLD } from '../deliveries/state-as-told.ts';
import { TOLD_WITHIN } from '../escalations/waiting-alerts.ts';

/** Everybody who was called about an alert, the earliest first, and whether it has come to them. */
export const readCalls = async (db: Database, alertId: string): Promise<AlertCall[]> => {
  const calls = await db
    .select()
    .from(alertCalls)
    .where(eq(alertCalls.alertId, alertId))
    .orderBy(asc(alertCalls.calledAt), asc(alertCalls.round), asc(alertCalls.tier));
  const people = await db
    .select({
      callId: alertCallPeople.callId,
      userId: users.id,
      name: users.name,
      isReached: sql<boolean>`exists (
        select 1 from deliveries
        where deliveries.alert_id = ${alertCalls.alertId} and deliveries.recipient_id = ${alertCallPeople.userId}
          and ${STATE_AS_TOLD} in ('sent', 'delivered', 'read')
          and deliveries.queued_at >= ${alertCalls.calledAt} - ${TOLD_WITHIN}
      )`,
    })
    .from(alertCallPeople)
    .innerJoin(alertCalls, eq(alertCalls.id, alertCallPeople.callId))
    .innerJoin(users, eq(users.id, alertCallPeople.userId))
    .where(eq(alertCallPeople.alertId, alertId))
    .orderBy(asc(users.name), asc(users.id));
  return calls.map((call) => ({
    ...{ id: call.id, pagedAt: call.pagedAt.toISOString(), round: call.round, tier: call.tier },
    ...{ severity: call.severity, policyVersion: call.policyVersion },
    ...{ calledAt: call.calledAt.toISOString(), answerBy: call.answerBy.toISOString() },
    people: people.flatMap(({ callId, ...person }) => (callId === call.id ? [person] : [])),
    emptyTargets: call.emptyTargets.map(({ kind }) => kind),
    remindedAt: call.remindedAt?.toISOString() ?? null,
    unreachedAt: call.unreachedAt?.toISOString() ?? null,
  }));
};
