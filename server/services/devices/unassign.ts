import { and, eq, isNull } from 'drizzle-orm';
import type { AssignDevice, Device } from '#contracts/device.ts';
import { AppError } from '#contracts/errors.ts';
import { deviceAssignments } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { requireDevice } from './access.ts';
import { endAssignments } from './end-assignments.ts';
import { voidClaimCode } from './issue-claim-code.ts';
import { loadDevice } from './to-device.ts';

/** From now on, what the device (or the slot) sends is no longer this patient's; what it sent before stays theirs. */
export const unassignDevice = async (
  deps: Deps,
  actor: SignedIn,
  deviceId: string,
  { patientId, userSlot }: AssignDevice,
): Promise<Device> => {
  await requireTreatment(deps.db, actor, patientId);
  await requireDevice(deps.db, actor, deviceId);
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    // Who had it may still hold a slip; the next person gets a new one.
    await voidClaimCode(tx, { deviceId, voidedBy: actor.userId, at });
    const [ended] = await endAssignments(
      tx,
      and(
        eq(deviceAssignments.deviceId, deviceId),
        eq(deviceAssignments.patientId, patientId),
        userSlot === undefined ? isNull(deviceAssignments.userSlot) : eq(deviceAssignments.userSlot, userSlot),
      ),
      at,
    );
    if (ended === undefined) throw new AppError('conflict', 'the device is not assigned to this patient');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'device:unassigned',
      patientId,
      subjectType: 'device',
      subjectId: deviceId,
      detail: { assignmentId: ended },
    });
    return loadDevice(tx, actor, deviceId);
  });
};
