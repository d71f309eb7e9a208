import { and, eq, isNull } from 'drizzle-orm';
import type { CloseRoster } from '#contracts/on-call.ts';
import { AppError } from '#contracts/errors.ts';
import { onCallGapNotices, onCallRosters } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { loadPolicies, lockPolicies } from '../escalation-policies/load.ts';
import { lockRoster } from './lock-roster.ts';

/** Nobody is on call by this roster any more, and nobody is to be. Not while alerts are escalated to it. */
export const closeRoster = async (
  deps: Deps,
  actor: SignedIn,
  rosterId: string,
  { reason }: CloseRoster,
): Promise<{ id: string; closedAt: string }> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    await lockPolicies(tx);
    await lockRoster(tx, rosterId);
    const targets = (await loadPolicies(tx)).flatMap(({ tiers }) => tiers.flatMap((tier) => tier.targets));
    if (targets.some((target) => target.kind === 'roster' && target.rosterId === rosterId)) {
      throw new AppError('conflict', 'alerts are escalated to this roster; change the escalation policy first');
    }
    await tx.update(onCallRosters).set({ closedAt: at, closedBy: actor.userId }).where(eq(onCallRosters.id, rosterId));
    await tx
      .update(onCallGapNotices)
      .set({ closedAt: at, outcome: 'roster-closed' })
      .where(and(eq(onCallGapNotices.rosterId, rosterId), isNull(onCallGapNotices.closedAt)));
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at, action: 'on-call-roster:closed', patientId: null },
      ...{ subjectType: 'on-call-roster', subjectId: rosterId, detail: { reason } },
    });
    return { id: rosterId, closedAt: at.toISOString() };
  });
};
