import { and, asc, gte, inArray, isNull, sql } from 'drizzle-orm';
import type { Observation } from '#contracts/observation.ts';
import type { Database } from '#database/client.ts';
import { observations } from '#database/schema/index.ts';
import { toObservation } from './to-observation.ts';

/** What came in of these patients within the last `withinMs`, by PostgreSQL's clock, in the order it came in. */
export const readRecordedWithin = async (
  db: Database,
  patientIds: readonly string[],
  withinMs: number,
): Promise<Observation[]> => {
  const rows = await db
    .select()
    .from(observations)
    .where(
      and(
        gte(observations.receivedAt, sql`now() - ${withinMs} * interval '1 millisecond'`),
        inArray(observations.patientId, [...patientIds]),
        isNull(observations.invalidatedAt),
      ),
    )
    .orderBy(asc(observations.receivedAt), asc(observations.id))
    .limit(2_000);
  return rows.map(toObservation);
};
