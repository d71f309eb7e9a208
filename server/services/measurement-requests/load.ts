import { and, asc, desc, eq, gt, isNull, lt, ne, or, type SQL } from 'drizzle-orm';
import type { MeasurementRequest } from '#contracts/measurement-request.ts';
import type { Database, Transaction } from '#database/client.ts';
import { measurementRequests, observations, users } from '#database/schema/index.ts';
import { isSpotMeasurement } from '../observations/asked.ts';
import { toObservation } from '../observations/to-observation.ts';

type Row = typeof measurementRequests.$inferSelect;

/** What is measured later than this answers nobody who asked. */
const ANSWERS_WITHIN_MS = 24 * 3_600_000;

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
        lt(observations.effectiveAt, new Date(askedAt.getTime() + ANSWERS_WITHIN_MS)),
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
export const loadMeasurementRequests = (
  db: Database | Transaction,
  patientId: string,
  since: Date,
): Promise<MeasurementRequest[]> => load(db, patientId, gt(measurementRequests.askedAt, since));

/** The same of one alert, whenever it was. */
export const loadMeasurementRequestsOfAlert = (
  db: Database | Transaction,
  patientId: string,
  alertId: string,
): Promise<MeasurementRequest[]> => load(db, patientId, eq(measurementRequests.alertId, alertId));

const load = async (db: Database | Transaction, patientId: string, which: SQL): Promise<MeasurementRequest[]> => {
  const rows = await db
    .select({ request: measurementRequests, askedByName: users.name })
    .from(measurementRequests)
    .innerJoin(users, eq(users.id, measurementRequests.askedBy))
    .where(and(eq(measurementRequests.patientId, patientId), which))
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
