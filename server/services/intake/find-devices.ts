import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { intakeUsers } from '#database/schema/index.ts';

/** The device of each of these users that anybody ever linked; whose it is, and was when, ingest finds out. */
export const findDevices = async (
  db: Database,
  sourceId: string,
  externalUserIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (externalUserIds.length === 0) return new Map();
  const rows = await db
    .select({ externalUserId: intakeUsers.externalUserId, deviceId: intakeUsers.deviceId })
    .from(intakeUsers)
    .where(and(eq(intakeUsers.sourceId, sourceId), inArray(intakeUsers.externalUserId, [...new Set(externalUserIds)])));
  return new Map(rows.map(({ externalUserId, deviceId }) => [externalUserId, deviceId]));
};
