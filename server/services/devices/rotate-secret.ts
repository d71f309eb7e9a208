import { and, eq, isNull } from 'drizzle-orm';
import type { RotatedDevice } from '#contracts/device.ts';
import { AppError } from '#contracts/errors.ts';
import { devices } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { requireDevice } from './access.ts';
import { refuseIntakeUser } from './intake-user.ts';
import { newDeviceSecret, sha256OfSecret } from './secret.ts';
import { loadDevice } from './to-device.ts';

/** Gives a device a new secret; whoever is connected with the old one is cut off. */
export const rotateSecret = async (deps: Deps, actor: SignedIn, deviceId: string): Promise<RotatedDevice> => {
  await requireDevice(deps.db, actor, deviceId);
  await refuseIntakeUser(deps.db, deviceId);
  const at = deps.now();
  const password = newDeviceSecret();
  return inTransaction(deps, async (tx) => {
    const [changed] = await tx
      .update(devices)
      .set({ secretSha256: sha256OfSecret(password) })
      .where(and(eq(devices.id, deviceId), isNull(devices.revokedAt)))
      .returning({ id: devices.id });
    if (changed === undefined) throw new AppError('conflict', 'this device was revoked');
    await announce(tx, { type: 'device:revoked', occurredAt: at, deviceId });
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'device:secret-rotated',
      patientId: null,
      subjectType: 'device',
      subjectId: deviceId,
    });
    return { device: await loadDevice(tx, actor, deviceId), credentials: { username: deviceId, password } };
  });
};
