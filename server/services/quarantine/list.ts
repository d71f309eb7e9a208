import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { Id } from '#contracts/ids.ts';
import {
  QUARANTINE_HEX_BYTES,
  type QuarantinedReading,
  type QuarantineList,
  type QuarantineQuery,
} from '#contracts/quarantine.ts';
import { quarantinedReadings } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { cutPage, decodeCursor, TimestampKey } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { maySeeQuarantined, requireQuarantineReader, type QuarantineRow } from './access.ts';

const Keys = z.tuple([TimestampKey, Id]);

/** What waits for a person's judgement (or did), the longest first. */
export const listQuarantined = async (
  { db }: Deps,
  actor: SignedIn,
  query: QuarantineQuery,
): Promise<QuarantineList> => {
  requireQuarantineReader(actor);
  const wanted: SQL[] = [maySeeQuarantined(actor)];
  if (query.state !== undefined) wanted.push(eq(quarantinedReadings.state, query.state));
  if (query.patientId !== undefined) wanted.push(eq(quarantinedReadings.patientId, query.patientId));
  if (query.cursor !== undefined) {
    const [receivedAt, id] = decodeCursor(query.cursor, Keys);
    wanted.push(
      sql`(${quarantinedReadings.receivedAt}, ${quarantinedReadings.id}) > (${receivedAt}::timestamptz, ${id}::uuid)`,
    );
  }
  const rows = await db
    .select({ row: quarantinedReadings, receivedAtKey: sql<string>`${quarantinedReadings.receivedAt}::text` })
    .from(quarantinedReadings)
    .where(and(...wanted))
    .orderBy(asc(quarantinedReadings.receivedAt), asc(quarantinedReadings.id))
    .limit(query.limit + 1);
  const { page, nextCursor } = cutPage(rows, query.limit, ({ receivedAtKey, row }) => [receivedAtKey, row.id]);
  // Who runs the clinic sees that a device sends what is nobody's, not somebody's values.
  const showsPayload = actor.role === 'clinician';
  return { readings: page.map(({ row }) => toQuarantinedReading(row, showsPayload)), nextCursor };
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

const textOf = (bytes: Uint8Array): string | null => {
  try {
    return utf8.decode(bytes).replaceAll('\u0000', '\uFFFD');
  } catch {
    return null;
  }
};

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, QUARANTINE_HEX_BYTES)).toString('hex');

export const toQuarantinedReading = (row: QuarantineRow, showsPayload: boolean): QuarantinedReading => {
  const payloadText = showsPayload ? textOf(row.payload) : null;
  return {
    id: row.id,
    source: row.source.startsWith('manual:') ? 'manual' : row.source,
    patientId: row.patientId,
    reason: row.reason,
    detail: row.detail,
    isDangerous: row.isDangerous,
    state: row.state,
    receivedAt: row.receivedAt.toISOString(),
    lastReceivedAt: row.lastReceivedAt.toISOString(),
    payloadText,
    payloadHex: showsPayload && payloadText === null ? hexOf(row.payload) : null,
    occurrences: row.occurrences,
  };
};
