import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { parseClaimCode } from '#contracts/claim-code.ts';
import type { ClaimDevice, Device } from '#contracts/device.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { deviceAssignments, deviceClaimCodes, devices } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { countUse, RateLimitError, type Limit } from '../../rate-limit.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { isConstraint } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import { isInUseNow } from './access.ts';
import { hmacOfClaimCode } from './claim-code.ts';
import { loadDevice } from './to-device.ts';

/** One answer to every code that does not work: which one it is would help only who is guessing. */
const doesNotWork = (): AppError =>
  new AppError('not_found', 'this code does not work: it may be mistyped, used before, or too old');

/**
 * A patient takes a device over with the code on its slip: from now on, what it (or that slot of it) sends is theirs.
 * `deviceId` where the slip's link named it.
 */
export const claimDevice = async (
  deps: Deps,
  actor: SignedIn,
  deviceId: string | null,
  claim: ClaimDevice,
): Promise<Device> => {
  requireRole(actor, 'patient');
  const { patientId, userId } = actor;
  if (patientId === null) throw new AppError('forbidden', 'this needs a patient’s record');
  await countAttempts(deps, userId, deviceId);
  const code = parseClaimCode(claim.code);
  if (code === null) throw doesNotWork();
  const userSlot = claim.userSlot ?? null;
  const at = deps.now();
  try {
    return await inTransaction(deps, async (tx) => {
      const claimed = await useCode(tx, { codeHmac: hmacOfClaimCode(deps.config, code), deviceId, userId, at });
      await requireFree(tx, claimed, patientId, userSlot);
      const id = newId();
      await tx
        .insert(deviceAssignments)
        .values({ id, deviceId: claimed, patientId, userSlot, startsAt: at, assignedBy: userId });
      await recordAudit(tx, {
        actor: { type: 'user', id: userId },
        at,
        action: 'device:claimed',
        patientId,
        subjectType: 'device',
        subjectId: claimed,
        detail: { assignmentId: id, userSlot },
      });
      return loadDevice(tx, actor, claimed);
    });
  } catch (error) {
    if (!isConstraint(error, 'device_assignments_no_overlap')) throw error;
    throw doesNotWork();
  }
};

const HOUR_MS = 60 * 60_000;

/**
 * 34 bits, of which a few hundred are valid at a time: nobody guesses one at ten attempts in a quarter of an hour. The cap
 * of a device is for many who guess together, and so high that no one person can keep its owner from claiming it.
 */
const countAttempts = async ({ db }: Deps, userId: string, deviceId: string | null): Promise<void> => {
  const limits: Limit[] = [{ key: `device-claim:user:${userId}`, max: 10, windowMs: HOUR_MS / 4 }];
  if (deviceId !== null) {
    limits.push(
      { key: `device-claim:user-device:${userId}:${deviceId}`, max: 20, windowMs: HOUR_MS },
      { key: `device-claim:device:${deviceId}`, max: 400, windowMs: HOUR_MS },
    );
  }
  for (const limit of limits) {
    const waitS = await countUse(db, limit);
    if (waitS !== null) throw new RateLimitError(waitS, 'too many attempts; try again later');
  }
};

type Use = { codeHmac: Uint8Array; deviceId: string | null; userId: string; at: Date };

/** Takes the code, so that of two who use it at once one waits and then finds it used; answers with its device. */
const useCode = async (tx: Transaction, { codeHmac, deviceId, userId, at }: Use): Promise<string> => {
  const [used] = await tx
    .update(deviceClaimCodes)
    .set({ usedAt: at, usedBy: userId })
    .where(
      and(
        eq(deviceClaimCodes.codeHmac, codeHmac),
        deviceId === null ? undefined : eq(deviceClaimCodes.deviceId, deviceId),
        isNull(deviceClaimCodes.usedAt),
        isNull(deviceClaimCodes.voidedAt),
        gt(deviceClaimCodes.expiresAt, sql`now()`),
      ),
    )
    .returning({ deviceId: deviceClaimCodes.deviceId });
  if (used === undefined) throw doesNotWork();
  return used.deviceId;
};

/**
 * Nothing of what somebody else's readings come from: not a slot of a device that is wholly theirs, nor the whole of one
 * that they have a slot of.
 */
const requireFree = async (
  tx: Transaction,
  deviceId: string,
  patientId: string,
  userSlot: number | null,
): Promise<void> => {
  // Also holds off whoever assigns or revokes it at the same time.
  const [device] = await tx
    .select({ revokedAt: devices.revokedAt })
    .from(devices)
    .where(eq(devices.id, deviceId))
    .for('update');
  if (device === undefined || device.revokedAt !== null) throw doesNotWork();
  const running = await tx
    .select({ patientId: deviceAssignments.patientId, userSlot: deviceAssignments.userSlot })
    .from(deviceAssignments)
    .where(and(eq(deviceAssignments.deviceId, deviceId), isInUseNow));
  for (const taken of running) {
    if (taken.patientId === patientId) {
      if (taken.userSlot === userSlot) throw new AppError('conflict', 'you have this device already');
    } else if (taken.userSlot === userSlot || taken.userSlot === null || userSlot === null) throw doesNotWork();
  }
};
