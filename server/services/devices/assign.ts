import type { AssignDevice, Device } from '#contracts/device.ts';
import { AppError } from '#contracts/errors.ts';
import { newId } from '#database/ids.ts';
import { deviceAssignments } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { isConstraint } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { requireDevice } from './access.ts';
import { refuseIntakeUser } from './intake-user.ts';
import { voidClaimCode } from './issue-claim-code.ts';
import { loadDevice } from './to-device.ts';

/** From now on, what the device (or one slot of it) sends is this patient's. The database lets no two have it at once. */
export const assignDevice = async (
  deps: Deps,
  actor: SignedIn,
  deviceId: string,
  { patientId, userSlot }: AssignDevice,
): Promise<Device> => {
  await requireTreatment(deps.db, actor, patientId);
  const { revokedAt } = await requireDevice(deps.db, actor, deviceId);
  await refuseIntakeUser(deps.db, deviceId);
  if (revokedAt !== null) throw new AppError('conflict', 'this device was revoked');
  const at = deps.now();
  try {
    return await inTransaction(deps, async (tx) => {
      // The whole device is handed out: nobody takes it over with a slip any more.
      if (userSlot === undefined) await voidClaimCode(tx, { deviceId, voidedBy: actor.userId, at });
      const id = newId();
      await tx.insert(deviceAssignments).values({
        id,
        deviceId,
        patientId,
        userSlot: userSlot ?? null,
        startsAt: at,
        assignedBy: actor.userId,
      });
      await recordAudit(tx, {
        actor: { type: 'user', id: actor.userId },
        at,
        action: 'device:assigned',
        patientId,
        subjectType: 'device',
        subjectId: deviceId,
        detail: { assignmentId: id, userSlot: userSlot ?? null },
      });
      return loadDevice(tx, actor, deviceId);
    });
  } catch (error) {
    if (!isConstraint(error, 'device_assignments_no_overlap')) throw error;
    throw new AppError('conflict', 'this device, or this slot of it, is in use; end that first');
  }
};
