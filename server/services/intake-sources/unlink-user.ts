import { and, eq, inArray } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { IntakeSource, UnlinkUser } from '#contracts/intake.ts';
import { deviceAssignments, intakeUsers } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { endAssignments } from '../devices/end-assignments.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { loadIntakeSource } from './to-intake-source.ts';

/** From now on, what the source sends for this user is no longer this patient's; what it sent before stays theirs. */
export const unlinkUser = async (
  deps: Deps,
  actor: SignedIn,
  sourceId: string,
  { externalUserId, patientId }: UnlinkUser,
): Promise<IntakeSource> => {
  await requireTreatment(deps.db, actor, patientId);
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    const ofUser = tx
      .select({ deviceId: intakeUsers.deviceId })
      .from(intakeUsers)
      .where(and(eq(intakeUsers.sourceId, sourceId), eq(intakeUsers.externalUserId, externalUserId)));
    const [ended] = await endAssignments(
      tx,
      and(inArray(deviceAssignments.deviceId, ofUser), eq(deviceAssignments.patientId, patientId)),
      at,
    );
    if (ended === undefined) throw new AppError('conflict', 'this user is not linked to this patient');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'intake-user:unlinked',
      patientId,
      subjectType: 'intake-source',
      subjectId: sourceId,
      detail: { assignmentId: ended },
    });
    return loadIntakeSource(tx, actor, sourceId);
  });
};
