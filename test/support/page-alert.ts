import { eq } from 'drizzle-orm';
import type { RuleId } from '#contracts/rule.ts';
import { alerts } from '#database/schema/index.ts';
import type { Deps } from '#server/deps.ts';
import { announce } from '#server/outbox.ts';
import { raiseAlertIn } from './raise-alert.ts';

/** Raises a critical alert and pages for it, as detection does for a reading that needs no repeat. */
export const pageAlert = async (deps: Deps, patientId: string, ruleId?: RuleId): Promise<string> => {
  const at = new Date();
  const alertId = await deps.db.transaction(async (tx) => {
    const id = await raiseAlertIn(tx, patientId, ruleId);
    await tx.update(alerts).set({ paged: true, pagedAt: at }).where(eq(alerts.id, id));
    await announce(tx, { type: 'alert:paged', occurredAt: at, patientId, alertId: id });
    return id;
  });
  deps.wakeRelay();
  return alertId;
};
