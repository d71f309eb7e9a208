import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { Id } from '#contracts/ids.ts';
import type { ObservationList, ObservationQuery } from '#contracts/observation.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import type { Database } from '#database/client.ts';
import { observations } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import { cutPage, decodeCursor, TimestampKey } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { toObservation } from './to-observation.ts';

const Keys = z.tuple([TimestampKey, Id]);
/** Below every id that is made. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Where the reader does not say from when: what a page shows first. */
const DEFAULT_RANGE_MS = 24 * 3_600_000;

/** Prepared once a connection: planning a scan over all monthly partitions costs more than reading a day. */
const prepare = (db: Database) =>
  db
    .select({ observation: observations, effectiveAtKey: sql<string>`${observations.effectiveAt}::text` })
    .from(observations)
    .where(
      sql`${observations.patientId} = ${sql.placeholder('patientId')}
        and ${observations.kind} = any(${sql.placeholder('kinds')}::text[])
        and ${observations.effectiveAt} >= ${sql.placeholder('from')}::timestamptz
        and ${observations.effectiveAt} < ${sql.placeholder('to')}::timestamptz
        and (${observations.effectiveAt} > ${sql.placeholder('from')}::timestamptz or ${observations.id} > ${sql.placeholder('afterId')}::uuid)
        and ${observations.invalidatedAt} is null`,
    )
    .orderBy(observations.effectiveAt, observations.id)
    .limit(sql.placeholder('limit'))
    .prepare('list_observations');

/** A patient's observations in a stretch of time, oldest first. */
export const createObservationLister = (deps: Deps) => {
  const select = prepare(deps.db);
  return async (actor: SignedIn, patientId: string, query: ObservationQuery): Promise<ObservationList> => {
    await requirePatient(deps.db, actor, patientId, 'read');
    const to = query.to === undefined ? deps.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_RANGE_MS) : new Date(query.from);
    const [start, afterId] =
      query.cursor === undefined ? [from.toISOString(), FIRST_ID] : decodeCursor(query.cursor, Keys);
    const rows = await select.execute({
      patientId,
      kinds: `{${(query.kind === undefined ? READING_KINDS : [query.kind]).join(',')}}`,
      from: start,
      to: to.toISOString(),
      afterId,
      limit: query.limit + 1,
    });
    const { page, nextCursor } = cutPage(rows, query.limit, (row) => [row.effectiveAtKey, row.observation.id]);
    return { observations: page.map((row) => toObservation(row.observation)), nextCursor };
  };
};
