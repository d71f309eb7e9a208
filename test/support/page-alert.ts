import { eq } from 'drizzle-orm';
import type { RuleId } from '#contracts/rule.ts';
import type { Transaction } from '#database/client.ts';
import { alerts } from '#database/schema/index.ts';
import type { Deps } from '#server/deps.ts';
import { announce } from '#server/outbox.ts';
import { raiseAlertIn } from './raise-alert.ts';

/** Raises a critical alert and pages for it, as detection does for a reading that needs no repeat. */
export const pageAlertIn = async (tx: Transaction, patientId: string, ruleId?: RuleId): Promise<string> => {
  const at = new Date();
  const alertId = await raiseAlertIn(tx, patientId, ruleId);
  await tx.update(alerts).set({ paged: true, pagedAt: at }).where(eq(alerts.id, alertId));
  await announce(tx, { type: 'alert:paged', occurredAt: at, patientId, alertId });
  return alertId;
};

/** The same on a server that is told of it. */
export const pageAlert = async (deps: Deps, patientId: string, ruleId?: RuleId): Promise<string> => {
  const alertId = await deps.db.transaction((tx) => pageAlertIn(tx, patientId, ruleId));
  deps.wakeRelay();
  return alertId;
};
