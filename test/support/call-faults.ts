import type { ClinicSnapshot, SnapshotAlert, SnapshotCall } from './clinic-snapshot.ts';

const REACHED_WITHIN_MS = 60_000;

export type Promised = {
  /** How many tiers the policy has. */
  tiers: number;
  /** A call is made so long after it is due at the latest, of the time in which the clinic was able to. */
  withinMs: number;
  ableMs: (fromMs: number, toMs: number) => number;
};

type Why = { dueMs: number; isTooEarly: boolean };

/** Each call was made once, not before its time, and no later than promised; nothing that is due was left. */
export const callFaults = (
  { alerts, alertEvents, audit, calls, now }: ClinicSnapshot,
  { tiers, withinMs, ableMs }: Promised,
): { faults: string[]; latestMs: number } => {
  const faults: string[] = [];
  let latestMs = 0;
  const alertOf = new Map(alerts.map((alert) => [alert.id, alert]));
  const auditOf = Map.groupBy(
    audit.filter(({ callId, type }) => callId !== null && (type === 'called' || type === 'escalated')),
    ({ callId }) => callId ?? '',
  );
  const chains = Map.groupBy(calls, ({ alertId, pagedAt }) => `${alertId} ${pagedAt.toISOString()}`);

  const snoozedAllAt = (alertId: string, people: readonly string[]): number | null => {
    const times = people.map((person) =>
      alertEvents.find(({ type, alertId: of, actor }) => type === 'snoozed' && of === alertId && actor.id === person),
    );
    return times.includes(undefined) ? null : Math.max(...times.map((event) => event?.at.getTime() ?? 0));
  };

  /** When a call was due by what was known of the one before it. */
  const whyNext = (alert: SnapshotAlert, before: SnapshotCall, call: SnapshotCall): Why => {
    const calledMs = call.calledAt.getTime();
    const answerByMs = before.answerBy.getTime();
    if (before.unreachedAt === null) return { dueMs: answerByMs, isTooEarly: calledMs < answerByMs };
    const snoozedMs = snoozedAllAt(alert.id, before.people);
    const unreachedMs = before.calledAt.getTime() + REACHED_WITHIN_MS;
    const isReachAwaited = alert.severity === 'critical';
    const dueMs = Math.min(answerByMs, snoozedMs ?? Infinity, isReachAwaited ? unreachedMs : Infinity);
    return { dueMs: Math.max(dueMs, before.calledAt.getTime()), isTooEarly: calledMs < dueMs };
  };

  for (const [name, chain] of chains) {
    const alert = alertOf.get(chain[0]?.alertId ?? '');
    if (alert === undefined) continue;
    for (const [index, call] of chain.entries()) {
      const say = (fault: string): void => void faults.push(`call ${name} ${call.round}.${call.tier}: ${fault}`);
      if (call.round !== 1 || call.tier !== index) say(`stands at ${index}`);
      const [record, ...more] = auditOf.get(call.id) ?? [];
      if (record === undefined || more.length > 0) say(`is ${more.length + (record ? 1 : 0)} times on the record`);
      const before = chain[index - 1];
      const isAsked = record?.actor.type === 'user';
      if (isAsked) continue;
      const why =
        before === undefined ? { dueMs: call.pagedAt.getTime(), isTooEarly: false } : whyNext(alert, before, call);
      if (why.isTooEarly) say(`${why.dueMs - call.calledAt.getTime()} ms too early`);
      const lateMs = ableMs(why.dueMs, call.calledAt.getTime());
      latestMs = Math.max(latestMs, lateMs);
      if (lateMs > withinMs) say(`${lateMs} ms late`);
    }
  }

  for (const alert of alerts) {
    const say = (fault: string): void => void faults.push(`alert ${alert.id} (${alert.state}): ${fault}`);
    const ofAlert = calls.filter(({ alertId }) => alertId === alert.id);
    const told = alertEvents.filter(
      ({ alertId, type }) => alertId === alert.id && (type === 'called' || type === 'escalated'),
    );
    if (told.length !== ofAlert.length) say(`${ofAlert.length} calls and ${told.length} events of calls`);
    if (alert.state !== 'raised' && alert.state !== 'escalated') continue;
    if (alert.isOverdue) say('is overdue');
    if (alert.pagedAt === null) say('has not paged');
    const last = ofAlert.findLast(({ isOfThisPaging }) => isOfThisPaging);
    if (last === undefined || !alert.isKnownToEscalation) {
      say('nobody was called');
      continue;
    }
    const isLastTier = last.tier === tiers - 1;
    const overdueMs = now.getTime() - Math.min(last.answerBy.getTime(), last.unreachedAt?.getTime() ?? Infinity);
    if (!isLastTier && overdueMs > 0 && ableMs(now.getTime() - overdueMs, now.getTime()) > withinMs) {
      say(`nobody was called after tier ${last.tier}, due ${overdueMs} ms ago`);
    }
  }
  return { faults, latestMs };
};
