import { and, eq, isNull } from 'drizzle-orm';
import { notificationEndpoints, relatives } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { disableEndpoint } from '../notification-endpoints/disable.ts';
import { requirePatientInPerson, requireRelative } from './to-relative.ts';

/** They are told nothing more, wherever they were. */
export const removeRelative = async (deps: Deps, actor: SignedIn, relativeId: string): Promise<void> => {
  const patientId = requirePatientInPerson(actor);
  const at = deps.now();
  const by = { type: 'user' as const, id: actor.userId };
  await inTransaction(deps, async (tx) => {
    await requireRelative(tx, actor, relativeId);
    await tx.update(relatives).set({ removedAt: at }).where(eq(relatives.id, relativeId));
    const told = await tx
      .select({ id: notificationEndpoints.id })
      .from(notificationEndpoints)
      .where(and(eq(notificationEndpoints.relativeId, relativeId), isNull(notificationEndpoints.disabledAt)));
    for (const { id } of told) await disableEndpoint(tx, { id, actor: by, at, reason: 'removed' });
    await recordAudit(tx, {
      actor: by,
      at,
      action: 'relative:removed',
      patientId,
      subjectType: 'relative',
      subjectId: relativeId,
    });
  });
};
