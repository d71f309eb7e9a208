import { randomBytes } from 'node:crypto';
import type { CreateDevice, CreatedDevice } from '#contracts/device.ts';
import { AppError } from '#contracts/errors.ts';
import { WATCHDOG_DEVICE_ID } from '#contracts/watchdog.ts';
import { devices } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { writeClaimCode } from './issue-claim-code.ts';
import { newDeviceSecret, sha256OfSecret } from './secret.ts';
import { loadDevice } from './to-device.ts';

/** Registers a device. Its secret and its claim code are in this answer and nowhere else. */
export const createDevice = async (
  deps: Deps,
  actor: SignedIn,
  { id = `device-${randomBytes(8).toString('hex')}`, label, kinds }: CreateDevice,
): Promise<CreatedDevice> => {
  requireRole(actor, 'clinician', 'administrator');
  if (id === WATCHDOG_DEVICE_ID) throw new AppError('conflict', 'this id is kept for the service itself');
  const at = deps.now();
  const password = newDeviceSecret();
  return inTransaction(deps, async (tx) => {
    const [created] = await tx
      .insert(devices)
      .values({
        id,
        label,
        kinds,
        secretSha256: sha256OfSecret(password),
        createdAt: at,
        createdBy: actor.userId,
      })
      .onConflictDoNothing()
      .returning({ id: devices.id });
    if (created === undefined) throw new AppError('conflict', 'there is a device with this id already');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'device:created',
      patientId: null,
      subjectType: 'device',
      subjectId: id,
    });
    const claim = await writeClaimCode(tx, deps, { deviceId: id, issuedBy: actor.userId, at });
    return { device: await loadDevice(tx, actor, id), credentials: { username: id, password }, claim };
  });
};
