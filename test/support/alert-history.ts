import { eq } from 'drizzle-orm';
import type { Explanation, Outcome, Severity } from '#contracts/alert.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { alertEvents, alertFeedback, alerts, deliveries, findings } from '#database/schema/index.ts';

export type PastEvent = { type: (typeof alertEvents.$inferInsert)['type']; at: Date; by?: string };

export type PastAlert = {
  patientId: string;
  ruleId: RuleId;
  severity?: Severity;
  events: readonly PastEvent[];
  /** Who resolved it, and how; open where it is left out. */
  resolved?: { by: string; outcome: Outcome };
  /** Who found it useful, by user. */
  feedback?: Record<string, boolean>;
  /** Whom each page and escalation is told, on an open page, as it comes. */
  toldTo?: readonly string[];
};

/** Writes an alert that was, with its record: each onset with a finding of its own. */
export const writePastAlert = async (
  db: Database,
  { patientId, ruleId, severity = 'critical', events, resolved, feedback = {}, toldTo = [] }: PastAlert,
): Promise<string> => {
  const alertId = newId();
  let findingId = '';
  for (const [index, { type, at, by }] of events.entries()) {
    if (type === 'raised' || type === 're-raised') {
      findingId = newId();
      const explanation: Explanation = {
        ...{ ruleId, ruleSet: 'china' as const, ruleVersion: '2024.1', source: 'test' },
        contributions: [],
        comparisons: [],
      };
      const common = {
        patientId,
        ruleId,
        ruleSet: 'china',
        ruleVersion: '2024.1',
        lane: 'physiological',
        severity,
        onsetAt: at,
        raisedAt: at,
        explanation,
      } as const;
      await db.insert(findings).values({ ...common, id: findingId });
      if (index === 0) await db.insert(alerts).values({ ...common, id: alertId, findingId });
    }
    const actor =
      by === undefined ? ({ type: 'system', id: 'detection' } as const) : ({ type: 'user', id: by } as const);
    await db.insert(alertEvents).values({ id: newId(), alertId, type, findingId, actor, at });
    if (type !== 'paged' && type !== 'escalated') continue;
    for (const recipientId of toldTo)
      await db.insert(deliveries).values({
        ...{ id: newId(), alertId, eventId: BigInt(at.getTime()), recipientId, channel: 'in-app' },
        queuedAt: new Date(at.getTime() + 200),
      });
  }
  if (resolved !== undefined) {
    const { by: resolvedBy, outcome } = resolved;
    const resolvedAt = events.at(-1)?.at ?? new Date();
    await db.update(alerts).set({ state: 'resolved', outcome, resolvedAt, resolvedBy }).where(eq(alerts.id, alertId));
  }
  for (const [userId, isUseful] of Object.entries(feedback))
    await db.insert(alertFeedback).values({ id: newId(), alertId, userId, isUseful, givenAt: new Date() });
  return alertId;
};
