import { and, eq, notInArray, sql } from 'drizzle-orm';
import { clinicianPresences } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';

/** How often a server says who has a page open, and for how long it is believed. */
export const PRESENCE_EVERY_MS = 10_000;
export const PRESENCE_LASTS_S = 30;

/** Writes who of the clinicians has a page open on this server now; nobody else has. */
export const writePresences = async (
  { db }: Pick<Deps, 'db'>,
  serverId: string,
  userIds: readonly string[],
): Promise<void> => {
  await db.transaction(async (tx) => {
    const own = eq(clinicianPresences.serverId, serverId);
    const isGone = userIds.length === 0 ? own : and(own, notInArray(clinicianPresences.userId, [...userIds]));
    await tx.delete(clinicianPresences).where(isGone);
    if (userIds.length === 0) return;
    await tx
      .insert(clinicianPresences)
      .values(userIds.map((userId) => ({ serverId, userId, seenAt: sql`now()` })))
      .onConflictDoUpdate({
        target: [clinicianPresences.userId, clinicianPresences.serverId],
        set: { seenAt: sql`now()` },
      });
  });
};
