import { and, desc, gte, inArray, isNull, sql } from 'drizzle-orm';
import type { Observation } from '#contracts/observation.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import type { Database } from '#database/client.ts';
import { detectors, observations } from '#database/schema/index.ts';
import { toObservation } from './to-observation.ts';

/** A reading is visible when its transaction has committed, which may be this long after it was received. */
const RECEIVED_WITHIN = sql`interval '30 seconds'`;
/** A chart that is looked at shows the last days; older readings that arrive now are there when it is loaded again. */
const MEASURED_WITHIN = sql`interval '2 days'`;
/** Lets PostgreSQL leave out old partitions, whatever a device's clock was off by. */
const PARTITIONS_WITHIN = sql`interval '60 days'`;
const AT_MOST = 2_000;

/** Goes up with each transaction that stored something of the patient: two equal answers mean that nothing came in. */
export const readVersions = async (db: Database, patientIds: readonly string[]): Promise<Map<string, number>> => {
  const rows = await db
    .select()
    .from(detectors)
    .where(inArray(detectors.patientId, [...patientIds]));
  return new Map(rows.map(({ patientId, version }) => [patientId, version]));
};

/**
 * What these patients' charts may not show yet, in the order it came in. Looked up by patient and time of measurement,
 * so that it costs the same however much comes in of everybody else.
 */
export const readNewlyRecorded = async (db: Database, patientIds: readonly string[]): Promise<Observation[]> => {
  const rows = await db
    .select()
    .from(observations)
    .where(
      and(
        inArray(observations.patientId, [...patientIds]),
        inArray(observations.kind, [...READING_KINDS]),
        gte(observations.effectiveAt, sql`now() - ${MEASURED_WITHIN}`),
        gte(observations.measuredAt, sql`now() - ${PARTITIONS_WITHIN}`),
        // So written that no index on it is used: one of block ranges reads what came in of everybody.
        sql`now() - ${observations.receivedAt} < ${RECEIVED_WITHIN}`,
        isNull(observations.invalidatedAt),
      ),
    )
    .orderBy(desc(observations.receivedAt), desc(observations.id))
    .limit(AT_MOST);
  return rows.map(toObservation).reverse();
};
