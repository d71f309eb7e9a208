import { and, eq, isNull } from 'drizzle-orm';
import type { Device } from '#contracts/device.ts';
import { AppError } from '#contracts/errors.ts';
import { deviceAssignments, devices } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { requireDevice } from './access.ts';
import { endAssignments } from './end-assignments.ts';
import { voidClaimCode } from './issue-claim-code.ts';
import { loadDevice } from './to-device.ts';

/** Takes a device out of service for good: it is cut off within a second, and is nobody's from now on. */
export const revokeDevice = async (deps: Deps, actor: SignedIn, deviceId: string): Promise<Device> => {
  await requireDevice(deps.db, actor, deviceId);
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    await voidClaimCode(tx, { deviceId, voidedBy: actor.userId, at });
    const [changed] = await tx
      .update(devices)
      .set({ revokedAt: at })
      .where(and(eq(devices.id, deviceId), isNull(devices.revokedAt)))
      .returning({ id: devices.id });
    if (changed === undefined) throw new AppError('conflict', 'this device was revoked before');
    await endAssignments(tx, eq(deviceAssignments.deviceId, deviceId), at);
    await announce(tx, { type: 'device:revoked', occurredAt: at, deviceId });
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'device:revoked',
      patientId: null,
      subjectType: 'device',
      subjectId: deviceId,
    });
    return loadDevice(tx, actor, deviceId);
  });
};
