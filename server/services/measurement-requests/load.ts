import { and, asc, desc, eq, gt, isNull, ne, or } from 'drizzle-orm';
import type { MeasurementRequest } from '#contracts/measurement-request.ts';
import type { Database, Transaction } from '#database/client.ts';
import { measurementRequests, observations, users } from '#database/schema/index.ts';
import { isSpotMeasurement } from '../observations/asked.ts';
import { toObservation } from '../observations/to-observation.ts';

type Row = typeof measurementRequests.$inferSelect;

/** The first reading of the kind that somebody took since it was asked for. A pulse may come from a strap. */
const loadAnswer = async (db: Database | Transaction, { patientId, kind, askedAt }: Row) => {
  const [row] = await db
    .select()
    .from(observations)
    .where(
      and(
        eq(observations.patientId, patientId),
        eq(observations.kind, kind),
        gt(observations.effectiveAt, askedAt),
        isNull(observations.invalidatedAt),
        kind === 'heart-rate'
          ? or(isNull(observations.context), ne(observations.context, 'active'))
          : isSpotMeasurement,
      ),
    )
    .orderBy(asc(observations.effectiveAt), asc(observations.id))
    .limit(1);
  return row === undefined ? null : toObservation(row);
};

/** What this patient was asked to measure since an instant, the newest first, with what was answered. */
export const loadMeasurementRequests = async (
  db: Database | Transaction,
  patientId: string,
  since: Date,
): Promise<MeasurementRequest[]> => {
  const rows = await db
    .select({ request: measurementRequests, askedByName: users.name })
    .from(measurementRequests)
    .innerJoin(users, eq(users.id, measurementRequests.askedBy))
    .where(and(eq(measurementRequests.patientId, patientId), gt(measurementRequests.askedAt, since)))
    .orderBy(desc(measurementRequests.askedAt), desc(measurementRequests.id));
  return Promise.all(
    rows.map(async ({ request, askedByName }) => ({
      ...{ id: request.id, alertId: request.alertId, kind: request.kind, askedByName },
      askedAt: request.askedAt.toISOString(),
      until: request.until.toISOString(),
      answer: await loadAnswer(db, request),
    })),
  );
};
