import { sql } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';

/** Something changed for those who were called: the next sweep looks whether the next ones are due. */
export const lookAtOnce = async (tx: Transaction, alertId: string): Promise<void> => {
  await tx.execute(sql`
    update alerts set escalation_due_at = now() where id = ${alertId} and escalation_due_at > now()`);
};
