import { and, eq, ne, or, sql, type SQL } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import { WATCHDOG_DEVICE_ID } from '#contracts/watchdog.ts';
import type { Database, Transaction } from '#database/client.ts';
import { deviceAssignments, devices } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';

/** An assignment that runs now, by PostgreSQL's clock. */
export const isInUseNow = sql`${deviceAssignments.startsAt} <= now() and (${deviceAssignments.endsAt} is null or ${deviceAssignments.endsAt} > now())`;

const isAssigned = (condition: SQL): SQL => sql`exists (
  select 1 from ${deviceAssignments} where ${deviceAssignments.deviceId} = ${devices.id} and ${condition}
)`;

/**
 * Which devices a person may see. The inventory is the administrator's; a clinician sees what their patients use or
 * used and what lies unused in the cupboard; a patient sees what they have now: when it is heard next is its next
 * owner's business.
 */
export const maySeeDevice = (actor: SignedIn): SQL => {
  switch (actor.role) {
    case 'administrator':
      // The watchdog's own is part of the service and no device of the clinic: nobody hands it out or revokes it.
      return ne(devices.id, WATCHDOG_DEVICE_ID);
    case 'patient':
      return isAssigned(sql`${isInUseNow} and ${mayRead(actor, deviceAssignments.patientId)}`);
    case 'clinician':
      return or(mayManageDevice(actor), isAssigned(mayRead(actor, deviceAssignments.patientId))) ?? sql`false`;
  }
};

/** Which devices a person may hand out, give a new secret or revoke. */
export const mayManageDevice = (actor: SignedIn): SQL => {
  switch (actor.role) {
    case 'administrator':
      return sql`true`;
    case 'patient':
      return sql`false`;
    case 'clinician':
      return (
        or(
          sql`not ${isAssigned(isInUseNow)}`,
          isAssigned(sql`${isInUseNow} and ${mayRead(actor, deviceAssignments.patientId)}`),
        ) ?? sql`false`
      );
  }
};

/** The first line of every verb on a device: one that is not theirs does not exist; one they only see is `forbidden`. */
export const requireDevice = async (
  db: Database | Transaction,
  actor: SignedIn,
  deviceId: string,
): Promise<{ id: string; revokedAt: Date | null }> => {
  const [device] = await db
    .select({ id: devices.id, revokedAt: devices.revokedAt, mayManage: sql<boolean>`${mayManageDevice(actor)}` })
    .from(devices)
    .where(and(eq(devices.id, deviceId), maySeeDevice(actor)));
  if (device === undefined) throw new AppError('not_found', 'no such device');
  if (!device.mayManage) throw new AppError('forbidden', 'this device is in somebody else’s hands');
  return device;
};
