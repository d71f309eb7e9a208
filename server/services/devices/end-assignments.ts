import { and, gt, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { deviceAssignments } from '#database/schema/index.ts';

/** Ends those assignments that still run; answers with their ids. A period is never empty, so that it stays on record. */
export const endAssignments = async (tx: Transaction, which: SQL | undefined, at: Date): Promise<string[]> => {
  const ended = await tx
    .update(deviceAssignments)
    .set({
      endsAt: sql`greatest(${at.toISOString()}::timestamptz, ${deviceAssignments.startsAt} + interval '1 millisecond')`,
    })
    .where(and(which, or(isNull(deviceAssignments.endsAt), gt(deviceAssignments.endsAt, at))))
    .returning({ id: deviceAssignments.id });
  return ended.map(({ id }) => id);
};
