import { and, desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { Id } from '#contracts/ids.ts';
import {
  QUARANTINE_HEX_BYTES,
  QUARANTINE_TEXT_BYTES,
  type QuarantinedReading,
  type QuarantineList,
  type QuarantineQuery,
} from '#contracts/quarantine.ts';
import { quarantinedReadings, quarantineUrgency } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { cutPage, decodeCursor, TimestampKey } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { maySeeQuarantined, requireQuarantineReader, type QuarantineRow } from './access.ts';
import { MAX_MESSAGE_BYTES, readMessage } from './read-message.ts';

const Keys = z.tuple([z.enum(['0', '1', '2', '3']), TimestampKey, Id]);

const URGENCY = quarantineUrgency(quarantinedReadings);

/** No more is read of the bytes than shows that nobody reads them. */
const PAYLOAD_START = sql`substring(${quarantinedReadings.payload} from 1 for ${MAX_MESSAGE_BYTES + 1}::int)`;

/**
 * What waits for a person's judgement (or did): what is dangerous first, then patients' before nobody's, the newest
 * first. However much a webhook sends for users whom nobody linked, it comes after what is a patient's.
 */
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
    const [urgency, receivedAt, id] = decodeCursor(query.cursor, Keys);
    wanted.push(
      sql`(${URGENCY}, ${quarantinedReadings.receivedAt}, ${quarantinedReadings.id})
        < (${urgency}::int, ${receivedAt}::timestamptz, ${id}::uuid)`,
    );
  }
  const rows = await db
    .select({
      row: { ...getTableColumns(quarantinedReadings), payload: PAYLOAD_START.mapWith(quarantinedReadings.payload) },
      urgency: URGENCY,
      receivedAtKey: sql<string>`${quarantinedReadings.receivedAt}::text`,
    })
    .from(quarantinedReadings)
    .where(and(...wanted))
    .orderBy(desc(URGENCY), desc(quarantinedReadings.receivedAt), desc(quarantinedReadings.id))
    .limit(query.limit + 1);
  const { page, nextCursor } = cutPage(rows, query.limit, ({ urgency, receivedAtKey, row }) => [
    String(urgency),
    receivedAtKey,
    row.id,
  ]);
  // Who runs the clinic sees that a device sends what is nobody's, not somebody's values.
  const showsPayload = actor.role === 'clinician';
  return { readings: page.map(({ row }) => toQuarantinedReading(row, showsPayload)), nextCursor };
};

const textOf = (bytes: Uint8Array): string | null => {
  const shown = bytes.subarray(0, QUARANTINE_TEXT_BYTES);
  try {
    // The cut may go through a character: a stream leaves out what is not whole.
    const stream = shown.length < bytes.length;
    return new TextDecoder('utf-8', { fatal: true }).decode(shown, { stream }).replaceAll('\u0000', '\uFFFD');
  } catch {
    return null;
  }
};

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, QUARANTINE_HEX_BYTES)).toString('hex');

export const toQuarantinedReading = (row: QuarantineRow, showsPayload: boolean): QuarantinedReading => {
  const payloadText = showsPayload ? textOf(row.payload) : null;
  const shownBytes = payloadText === null ? QUARANTINE_HEX_BYTES : QUARANTINE_TEXT_BYTES;
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
    isCut: showsPayload && row.payload.length > shownBytes,
    ...(showsPayload ? readMessage(row.payload) : { element: null, externalUserId: null }),
    occurrences: row.occurrences,
  };
};
