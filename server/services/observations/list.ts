import { and, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { Id } from '#contracts/ids.ts';
import type { ObservationList, ObservationQuery } from '#contracts/observation.ts';
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
const prepare = (db: Database, name: string, isWantedKind: SQL | undefined) =>
  db
    .select({ observation: observations, effectiveAtKey: sql<string>`${observations.effectiveAt}::text` })
    .from(observations)
    .where(
      and(
        sql`${observations.patientId} = ${sql.placeholder('patientId')}`,
        isWantedKind,
        sql`${observations.effectiveAt} >= ${sql.placeholder('from')}::timestamptz`,
        sql`${observations.effectiveAt} < ${sql.placeholder('to')}::timestamptz`,
        sql`(${observations.effectiveAt} > ${sql.placeholder('from')}::timestamptz or ${observations.id} > ${sql.placeholder('afterId')}::uuid)`,
        isNull(observations.invalidatedAt),
      ),
    )
    .orderBy(observations.effectiveAt, observations.id)
    .limit(sql.placeholder('limit'))
    .prepare(name);

/** A patient's observations in a stretch of time, oldest first. */
export const createObservationLister = (deps: Deps) => {
  // Of one kind, the index gives the rows in order and the database stops at the page's end.
  const isOfKind = sql`${observations.kind} = ${sql.placeholder('kind')}`;
  const selectOfKind = prepare(deps.db, 'list_observations_of_kind', isOfKind);
  const selectAll = prepare(deps.db, 'list_observations', undefined);
  return async (actor: SignedIn, patientId: string, query: ObservationQuery): Promise<ObservationList> => {
    await requirePatient(deps.db, actor, patientId, 'read');
    const to = query.to === undefined ? deps.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_RANGE_MS) : new Date(query.from);
    const [start, afterId] =
      query.cursor === undefined ? [from.toISOString(), FIRST_ID] : decodeCursor(query.cursor, Keys);
    const range = { patientId, from: start, to: to.toISOString(), afterId, limit: query.limit + 1 };
    const rows = await (query.kind === undefined
      ? selectAll.execute(range)
      : selectOfKind.execute({ ...range, kind: query.kind }));
    const { page, nextCursor } = cutPage(rows, query.limit, (row) => [row.effectiveAtKey, row.observation.id]);
    return { observations: page.map((row) => toObservation(row.observation)), nextCursor };
  };
};
