import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Observation } from '#contracts/observation.ts';
import { READING_KINDS, type ReadingKind } from '#contracts/reading.ts';
import type { Database } from '#database/client.ts';
import { observations, patients } from '#database/schema/index.ts';
import { toObservation, type ObservationRow } from './to-observation.ts';

/** One index probe a patient; "distinct on" would read every row they have. */
const readNewestOf = async (
  db: Database,
  kind: ReadingKind,
  patientIds: readonly string[],
): Promise<ObservationRow[]> => {
  const newest = db
    .select()
    .from(observations)
    .where(
      and(eq(observations.patientId, patients.id), eq(observations.kind, kind), isNull(observations.invalidatedAt)),
    )
    .orderBy(desc(observations.effectiveAt))
    .limit(1)
    .as('newest');
  const rows = await db
    .select()
    .from(patients)
    .innerJoinLateral(newest, sql`true`)
    .where(inArray(patients.id, [...patientIds]));
  return rows.map((row) => row.newest);
};

/** The newest value of each kind, of many patients at once. */
export const readLatest = async (db: Database, patientIds: readonly string[]): Promise<Map<string, Observation[]>> => {
  if (patientIds.length === 0) return new Map();
  const rows = await Promise.all(READING_KINDS.map((kind) => readNewestOf(db, kind, patientIds)));
  return Map.groupBy(rows.flat().map(toObservation), ({ patientId }) => patientId);
};
