import { and, eq, isNotNull, isNull, like, or, sql, type SQL } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { devices, quarantinedReadings } from '#database/schema/index.ts';
import { mayRead, requireRole, type SignedIn } from '../../access.ts';
import { mayManageDevice } from '../devices/access.ts';

export type QuarantineRow = typeof quarantinedReadings.$inferSelect;

/**
 * What a person may see of the quarantine: a clinician what is about their patients, and what is nobody's yet and comes
 * from a device of theirs or from an unknown user of a webhook's sender; an administrator only that something of nobody's is there.
 */
export const maySeeQuarantined = (actor: SignedIn): SQL => {
  const isNobodys = isNull(quarantinedReadings.patientId);
  switch (actor.role) {
    case 'patient':
      return sql`false`;
    case 'administrator':
      return isNobodys;
    case 'clinician': {
      const isTheirs = and(isNotNull(quarantinedReadings.patientId), mayRead(actor, quarantinedReadings.patientId));
      const isFromTheirDevice = sql`exists (
        select 1 from ${devices} where ${devices.id} = ${quarantinedReadings.source} and ${mayManageDevice(actor)}
      )`;
      // Only a person can tell whose it is that a webhook calls by a name that nobody linked.
      const isFromUnknownUser = like(quarantinedReadings.source, 'intake:%');
      return or(isTheirs, and(isNobodys, or(isFromTheirDevice, isFromUnknownUser))) ?? sql`false`;
    }
  }
};

/**
 * The first line of a verb that settles: two people take turns. By an advisory lock and not the row's own: ingest counts
 * repeats in that row, and releasing waits for ingest.
 */
export const requireHeld = async (tx: Transaction, actor: SignedIn, id: string): Promise<QuarantineRow> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`kanhu:quarantine:${id}`}, 0))`);
  const [row] = await tx
    .select()
    .from(quarantinedReadings)
    .where(and(eq(quarantinedReadings.id, id), maySeeQuarantined(actor)));
  if (row === undefined) throw new AppError('not_found', 'no such reading');
  requireRole(actor, 'clinician');
  if (row.state !== 'held') throw new AppError('conflict', 'this reading is settled already');
  return row;
};

/** Lists are for those who settle, or see to it that somebody does. */
export const requireQuarantineReader = (actor: SignedIn): void => requireRole(actor, 'clinician', 'administrator');
