import { and, eq, isNull } from 'drizzle-orm';
import type { Roster } from '#contracts/on-call.ts';
import { AppError } from '#contracts/errors.ts';
import { onCallCovers } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { lockRoster } from './lock-roster.ts';
import { loadRoster } from './read-board.ts';
import { mayCancel } from './to-roster.ts';

/** Takes a cover back; of one that has begun what is left. Whose turn it was is on call again. */
export const cancelCover = async (
  deps: Deps,
  actor: SignedIn,
  { rosterId, id }: { rosterId: string; id: string },
): Promise<Roster> => {
  requireRole(actor, 'administrator', 'clinician');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    await lockRoster(tx, rosterId);
    const which = and(eq(onCallCovers.id, id), eq(onCallCovers.rosterId, rosterId));
    const [cover] = await tx.select().from(onCallCovers).where(which);
    if (cover === undefined) throw new AppError('not_found', 'no such cover');
    if (!mayCancel(actor, cover)) throw new AppError('forbidden', 'this cover is between others');
    if (cover.cancelledAt !== null || cover.endsAt <= at) throw new AppError('conflict', 'this cover is over already');
    const hasBegun = cover.startsAt < at;
    await tx
      .update(onCallCovers)
      .set(hasBegun ? { endsAt: at } : { cancelledAt: at, cancelledBy: actor.userId })
      .where(and(which, isNull(onCallCovers.cancelledAt)));
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at, action: 'on-call-cover:cancelled', patientId: null },
      ...{ subjectType: 'on-call-roster', subjectId: rosterId },
      detail: { coverId: id, hadBegun: hasBegun },
    });
    return loadRoster(tx, actor, rosterId, at);
  });
};
