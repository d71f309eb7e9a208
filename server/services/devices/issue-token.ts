import { and, eq, isNull, sql } from 'drizzle-orm';
import { DEVICE_TOKEN_LIFETIME_MIN, type DeviceToken } from '#contracts/bluetooth.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { deviceAssignments, devices, deviceTokens } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { countUse, RateLimitError } from '../../rate-limit.ts';
import { inTransaction } from '../../transaction.ts';
import { isInUseNow } from './access.ts';
import { refuseIntakeUser } from './intake-user.ts';
import { newDeviceSecret, sha256OfSecret } from './secret.ts';

/** One is enough for a quarter of an hour; pages are reloaded, and connections are lost. */
const MOST_IN_QUARTER_HOUR = 30;
const QUARTER_HOUR_MS = 15 * 60_000;

/**
 * A password for 15 minutes, with which the patient's browser sends in the name of their device. Only for the patient who
 * has the device now, alone: with a cuff that others use too, one could send in their name.
 */
export const issueDeviceToken = async (
  deps: Deps,
  actor: SignedIn,
  deviceId: string,
): Promise<Omit<DeviceToken, 'url'>> => {
  const waitS = await countUse(deps.db, {
    key: `device-token:${actor.userId}`,
    max: MOST_IN_QUARTER_HOUR,
    windowMs: QUARTER_HOUR_MS,
  });
  if (waitS !== null) throw new RateLimitError(waitS, 'too many device tokens; try again later');
  const token = newDeviceSecret();
  return inTransaction(deps, async (tx) => {
    const assignment = await findOwnAssignment(tx, actor, deviceId);
    if (assignment === null) throw new AppError('not_found', 'no such device');
    await refuseIntakeUser(tx, deviceId);
    const [row] = await tx
      .insert(deviceTokens)
      .values({
        tokenSha256: sha256OfSecret(token),
        deviceId,
        assignmentId: assignment.id,
        sessionId: actor.sessionId,
        // By PostgreSQL's clock, as it is checked.
        expiresAt: sql`now() + make_interval(mins => ${DEVICE_TOKEN_LIFETIME_MIN})`,
      })
      .returning({ expiresAt: deviceTokens.expiresAt });
    if (row === undefined) throw new Error('a device token was not stored');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at: deps.now(),
      action: 'device:token-issued',
      patientId: assignment.patientId,
      subjectType: 'device',
      subjectId: deviceId,
    });
    return { username: deviceId, token, expiresAt: row.expiresAt.toISOString() };
  });
};

/** The patient's own assignment of a device that is in service and in nobody else's hands. */
const findOwnAssignment = async (
  tx: Transaction,
  { role, patientId }: SignedIn,
  deviceId: string,
): Promise<{ id: string; patientId: string } | null> => {
  if (role !== 'patient' || patientId === null) return null;
  const running = await tx
    .select({ id: deviceAssignments.id, patientId: deviceAssignments.patientId })
    .from(deviceAssignments)
    .innerJoin(devices, eq(devices.id, deviceAssignments.deviceId))
    .where(and(eq(devices.id, deviceId), isNull(devices.revokedAt), isInUseNow));
  const isTheirsAlone = running.every((assignment) => assignment.patientId === patientId);
  return isTheirsAlone ? (running[0] ?? null) : null;
};
