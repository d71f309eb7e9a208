import { eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { intakeUsers } from '#database/schema/index.ts';

/**
 * A user of a webhook's sender is a device without a secret: it speaks through its source, never over MQTT, and is handed
 * out by a link at its source, with no slip and no slot.
 */
export const refuseIntakeUser = async (db: Database | Transaction, deviceId: string): Promise<void> => {
  const [user] = await db
    .select({ sourceId: intakeUsers.sourceId })
    .from(intakeUsers)
    .where(eq(intakeUsers.deviceId, deviceId));
  if (user !== undefined)
    throw new AppError('conflict', 'this device sends by webhook: its users are linked at its source');
};
