import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { IntakeSource } from '#contracts/intake.ts';
import { deviceAssignments, devices, intakeSources, intakeUsers } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { endAssignments } from '../devices/end-assignments.ts';
import { lockActiveSource } from './lock-active-source.ts';
import { loadIntakeSource } from './to-intake-source.ts';

/** Nothing of this source is taken any more, for good; its users are nobody's from now on. What they sent stays. */
export const revokeIntakeSource = async (deps: Deps, actor: SignedIn, sourceId: string): Promise<IntakeSource> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    await lockActiveSource(tx, sourceId);
    await tx
      .update(intakeSources)
      .set({ revokedAt: at, previousSalt: null, previousUntil: null })
      .where(eq(intakeSources.id, sourceId));
    const ofSource = tx
      .select({ deviceId: intakeUsers.deviceId })
      .from(intakeUsers)
      .where(eq(intakeUsers.sourceId, sourceId));
    await endAssignments(tx, inArray(deviceAssignments.deviceId, ofSource), at);
    await tx
      .update(devices)
      .set({ revokedAt: at })
      .where(and(inArray(devices.id, ofSource), isNull(devices.revokedAt)));
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'intake-source:revoked',
      patientId: null,
      subjectType: 'intake-source',
      subjectId: sourceId,
    });
    return loadIntakeSource(tx, actor, sourceId);
  });
};
