import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { alerts } from '#database/schema/index.ts';
import { recordAlertChange } from './record-change.ts';
import { RETURNS_AT } from './return-taken.ts';

export type Taking = { alertId: string; patientId: string; userId: string };

/** Takes an alert that nobody has, within a larger change; false where somebody has it, or it is closed. */
export const takeAlert = async (tx: Transaction, { alertId, patientId, userId }: Taking): Promise<boolean> => {
  const [changed] = await tx
    .update(alerts)
    .set({
      ...{ state: 'acknowledged', acknowledgedBy: userId, returnsAt: RETURNS_AT },
      // Ours may be wrong, and the record of an alert is kept by several servers.
      acknowledgedAt: sql`date_trunc('milliseconds', clock_timestamp())`,
    })
    .where(and(eq(alerts.id, alertId), inArray(alerts.state, ['raised', 'escalated'])))
    .returning({ at: alerts.acknowledgedAt });
  if (changed?.at == null) return false;
  const { at } = changed;
  await recordAlertChange(tx, { alertId, patientId, type: 'acknowledged', actor: { type: 'user', id: userId }, at });
  return true;
};
