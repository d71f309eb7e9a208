import { randomBytes } from 'node:crypto';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { PairBluetoothDevice, PairedDevice } from '#contracts/bluetooth.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { deviceAssignments, devices, patients } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { newDeviceSecret, sha256OfSecret } from './secret.ts';
import { loadDevice } from './to-device.ts';

/** More than anyone measures with; a page gone wild must not fill the inventory. */
const MAX_PER_PATIENT = 20;

/** Who pairs has often just measured: those readings are theirs, too. Before that the device may have been anyone's. */
const MEASURED_BEFORE_PAIRING_MS = 60 * 60_000;

/**
 * The device that a patient's browser was paired with: the one they paired under this name before and still have, or a
 * new one, theirs from now on. Nobody knows its secret: whatever speaks for it asks for a token.
 */
export const pairBluetoothDevice = async (
  deps: Deps,
  actor: SignedIn,
  patientId: string,
  wanted: PairBluetoothDevice,
): Promise<PairedDevice> => {
  await requirePatient(deps.db, actor, patientId, 'self');
  return inTransaction(deps, async (tx) => {
    // Two pages that pair at once take turns: the second finds what the first has made.
    await tx.select({ id: patients.id }).from(patients).where(eq(patients.id, patientId)).for('update');
    const own = await findOwn(tx, actor, patientId);
    const known = own.find(({ label, userSlot }) => label === wanted.label && userSlot === (wanted.userSlot ?? null));
    if (known === undefined && own.length >= MAX_PER_PATIENT) {
      throw new AppError(
        'conflict',
        `at most ${MAX_PER_PATIENT} devices can be paired; let your care team remove some`,
      );
    }
    const id = known?.id ?? (await create(tx, deps.now(), actor, patientId, wanted));
    return { device: await loadDevice(tx, actor, id) };
  });
};

/** What the patient paired in person and has now. */
const findOwn = (tx: Transaction, actor: SignedIn, patientId: string) =>
  tx
    .select({ id: devices.id, label: devices.label, userSlot: deviceAssignments.userSlot })
    .from(devices)
    .innerJoin(deviceAssignments, eq(deviceAssignments.deviceId, devices.id))
    .where(
      and(
        eq(devices.createdBy, actor.userId),
        isNull(devices.revokedAt),
        eq(deviceAssignments.patientId, patientId),
        sql`(${deviceAssignments.endsAt} is null or ${deviceAssignments.endsAt} > now())`,
      ),
    )
    .orderBy(asc(devices.createdAt));

const create = async (
  tx: Transaction,
  at: Date,
  actor: SignedIn,
  patientId: string,
  { label, kinds, userSlot: wantedSlot }: PairBluetoothDevice,
): Promise<string> => {
  const id = `bluetooth-${randomBytes(8).toString('hex')}`;
  const assignmentId = newId();
  const userSlot = wantedSlot ?? null;
  const startsAt = new Date(at.getTime() - MEASURED_BEFORE_PAIRING_MS);
  const secretSha256 = sha256OfSecret(newDeviceSecret());
  await tx
    .insert(devices)
    .values({ id, label, kinds: [...new Set(kinds)], secretSha256, createdAt: at, createdBy: actor.userId });
  await tx
    .insert(deviceAssignments)
    .values({ id: assignmentId, deviceId: id, patientId, userSlot, startsAt, assignedBy: actor.userId });
  const about = { actor: { type: 'user', id: actor.userId }, at, subjectType: 'device', subjectId: id } as const;
  await recordAudit(tx, { ...about, action: 'device:created', patientId: null });
  await recordAudit(tx, { ...about, action: 'device:assigned', patientId, detail: { assignmentId, userSlot } });
  return id;
};
