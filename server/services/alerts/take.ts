import { and, eq, inArray } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { alerts } from '#database/schema/index.ts';
import { recordAlertChange } from './record-change.ts';
import { RETURNS_AT } from './return-taken.ts';

export type Taking = { alertId: string; patientId: string; userId: string; at: Date };

/** Takes an alert that nobody has, within a larger change; false where somebody has it, or it is closed. */
export const takeAlert = async (tx: Transaction, { alertId, patientId, userId, at }: Taking): Promise<boolean> => {
  const [changed] = await tx
    .update(alerts)
    .set({ state: 'acknowledged', acknowledgedAt: at, acknowledgedBy: userId, returnsAt: RETURNS_AT })
    .where(and(eq(alerts.id, alertId), inArray(alerts.state, ['raised', 'escalated'])))
    .returning({ id: alerts.id });
  if (changed === undefined) return false;
  await recordAlertChange(tx, { alertId, patientId, type: 'acknowledged', actor: { type: 'user', id: userId }, at });
  return true;
};
