import { randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { IntakeSource, LinkUser } from '#contracts/intake.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { deviceAssignments, devices, intakeUsers } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { isConstraint } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { lockActiveSource } from './lock-active-source.ts';
import { loadIntakeSource } from './to-intake-source.ts';

/** From now on, or from a moment before, what the source sends for this user is this patient's. */
export const linkUser = async (
  deps: Deps,
  actor: SignedIn,
  sourceId: string,
  { externalUserId, patientId, from }: LinkUser,
): Promise<IntakeSource> => {
  await requireTreatment(deps.db, actor, patientId);
  const at = deps.now();
  const startsAt = from === undefined ? at : new Date(from);
  if (startsAt > at || startsAt.getTime() < 0) {
    const issue = { path: 'from', message: 'lies in the future, or before 1970' };
    throw new AppError('invalid', 'the request is not valid', [issue]);
  }
  try {
    return await inTransaction(deps, async (tx) => {
      const { label } = await lockActiveSource(tx, sourceId);
      const deviceId = await deviceOf(tx, { sourceId, externalUserId, label, at, createdBy: actor.userId });
      const id = newId();
      await tx.insert(deviceAssignments).values({ id, deviceId, patientId, startsAt, assignedBy: actor.userId });
      await recordAudit(tx, {
        actor: { type: 'user', id: actor.userId },
        at,
        action: 'intake-user:linked',
        patientId,
        subjectType: 'intake-source',
        subjectId: sourceId,
        detail: { assignmentId: id, deviceId, from: startsAt.toISOString() },
      });
      return loadIntakeSource(tx, actor, sourceId);
    });
  } catch (error) {
    if (!isConstraint(error, 'device_assignments_no_overlap')) throw error;
    throw new AppError('conflict', 'this user is linked at that time already; end that first');
  }
};

type NewUser = { sourceId: string; externalUserId: string; label: string; at: Date; createdBy: string };

/** The device as which this user is known; a new one for a user nobody linked before, or whose device was revoked. */
const deviceOf = async (
  tx: Transaction,
  { sourceId, externalUserId, label, at, createdBy }: NewUser,
): Promise<string> => {
  const [known] = await tx
    .select({ deviceId: intakeUsers.deviceId })
    .from(intakeUsers)
    .innerJoin(devices, eq(devices.id, intakeUsers.deviceId))
    .where(
      and(
        eq(intakeUsers.sourceId, sourceId),
        eq(intakeUsers.externalUserId, externalUserId),
        isNull(devices.revokedAt),
      ),
    );
  if (known !== undefined) return known.deviceId;
  const deviceId = `intake-${randomBytes(8).toString('hex')}`;
  await tx.insert(devices).values({
    id: deviceId,
    // Not the user's name at the source: the inventory is seen by more people than the patient's record.
    label,
    kinds: [...READING_KINDS],
    // Nobody knows a secret of which this is the hash: the device cannot sign in over MQTT.
    secretSha256: randomBytes(32),
    createdAt: at,
    createdBy,
  });
  await tx
    .insert(intakeUsers)
    .values({ sourceId, externalUserId, deviceId })
    .onConflictDoUpdate({ target: [intakeUsers.sourceId, intakeUsers.externalUserId], set: { deviceId } });
  return deviceId;
};
