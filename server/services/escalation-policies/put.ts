import { and, inArray, isNull } from 'drizzle-orm';
import type { Severity } from '#contracts/alert.ts';
import { AppError, type WireError } from '#contracts/errors.ts';
import type { EscalationPolicy, EscalationTier, PutEscalationPolicy } from '#contracts/escalation.ts';
import type { Transaction } from '#database/client.ts';
import { escalationPolicies, onCallRosters } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { loadClinicians } from '../on-call/load-staff.ts';
import { loadPolicy, lockPolicies } from './load.ts';
import { tooSlow } from './too-slow.ts';

type Issues = NonNullable<WireError['issues']>;

/** Sets who is called about alerts of a severity, as a new version; whoever filled the form from an older one is told. */
export const putPolicy = async (
  deps: Deps,
  actor: SignedIn,
  severity: Severity,
  { tiers, reason, basedOnVersion }: PutEscalationPolicy,
): Promise<EscalationPolicy> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    await lockPolicies(tx);
    const issues = [...tooSlow(severity, tiers), ...(await unknownTargets(tx, tiers))];
    if (issues.length > 0) throw new AppError('invalid', 'the request is not valid', issues);
    const current = await loadPolicy(tx, severity);
    if (current.version !== basedOnVersion) {
      throw new AppError('conflict', 'the policy was changed meanwhile; look at it again');
    }
    const version = current.version + 1;
    await tx
      .insert(escalationPolicies)
      .values({ severity, version, tiers, changedBy: actor.userId, changedAt: at, reason });
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at, action: 'escalation-policy:changed', patientId: null },
      ...{ subjectType: 'escalation-policy', subjectId: `${severity}:${version}`, detail: { version, tiers, reason } },
    });
    return loadPolicy(tx, severity);
  });
};

/** Rosters that are none, or closed, and people who cannot be called: whoever runs the clinic sees no patient. */
const unknownTargets = async (tx: Transaction, tiers: readonly EscalationTier[]): Promise<Issues> => {
  const targets = tiers.flatMap((tier, index) => tier.targets.map((target) => ({ target, index })));
  const rosterIds = targets.flatMap(({ target }) => (target.kind === 'roster' ? [target.rosterId] : []));
  const rosters = await tx
    .select({ id: onCallRosters.id })
    .from(onCallRosters)
    .where(and(inArray(onCallRosters.id, rosterIds), isNull(onCallRosters.closedAt)));
  const known = new Set(rosters.map(({ id }) => id));
  const clinicians = await loadClinicians(tx);
  return targets.flatMap(({ target, index }) => {
    const path = `tiers.${index}.targets`;
    if (target.kind === 'roster' && !known.has(target.rosterId)) return [{ path, message: 'names no roster' }];
    if (target.kind === 'user' && !clinicians.has(target.userId)) {
      return [{ path, message: 'names somebody who is not a doctor or nurse of this clinic' }];
    }
    return [];
  });
};
