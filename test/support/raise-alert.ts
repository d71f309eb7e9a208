import type { Explanation } from '#contracts/alert.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { alertEvents, alerts, findings } from '#database/schema/index.ts';
import type { Deps } from '#server/deps.ts';
import { announce } from '#server/outbox.ts';

/** Raises an alert as ingest does: finding, alert, alert event and announcement in the transaction given. */
export const raiseAlertIn = async (
  tx: Transaction,
  patientId: string,
  ruleId: RuleId = 'bp.crisis',
): Promise<string> => {
  const now = new Date();
  const findingId = newId();
  const alertId = newId();
  const explanation: Explanation = {
    ruleId,
    ruleSet: 'china',
    ruleVersion: '2024.1',
    source: 'test',
    contributions: [],
    comparisons: [{ quantity: 'systolic', operator: '>=', threshold: 180 }],
  };
  const common = {
    patientId,
    ruleId,
    ruleSet: 'china',
    ruleVersion: '2024.1',
    lane: 'physiological',
    severity: 'critical',
    onsetAt: now,
    raisedAt: now,
    explanation,
  } as const;
  await tx.insert(findings).values({ id: findingId, ...common });
  await tx.insert(alerts).values({ id: alertId, findingId, ...common });
  const actor = { type: 'system', id: 'detection' } as const;
  await tx.insert(alertEvents).values({ id: newId(), alertId, type: 'raised', findingId, actor, at: now });
  await announce(tx, { type: 'alert:raised', occurredAt: now, patientId, alertId });
  return alertId;
};

export const raiseAlert = async (deps: Deps, patientId: string, ruleId?: RuleId): Promise<string> => {
  const alertId = await deps.db.transaction((tx) => raiseAlertIn(tx, patientId, ruleId));
  deps.wakeRelay();
  return alertId;
};
