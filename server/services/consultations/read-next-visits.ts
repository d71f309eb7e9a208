import { and, eq, inArray } from 'drizzle-orm';
import type { PatientSummary } from '#contracts/patient.ts';
import type { Database } from '#database/client.ts';
import { consultations, patients } from '#database/schema/index.ts';
import { readNewestChecks } from '../call-checks/read-newest.ts';

type NextVisit = NonNullable<PatientSummary['nextVisit']>;

/** Of each patient the earliest visit that is still to begin, with the patient's own newest check for it. */
export const readNextVisits = async (
  db: Database,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, NextVisit>> => {
  if (patientIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([consultations.patientId], {
      patientId: consultations.patientId,
      userId: patients.userId,
      consultationId: consultations.id,
      startsAt: consultations.startsAt,
    })
    .from(consultations)
    .innerJoin(patients, eq(patients.id, consultations.patientId))
    .where(
      and(inArray(consultations.patientId, [...patientIds]), inArray(consultations.state, ['booked', 'checked_in'])),
    )
    .orderBy(consultations.patientId, consultations.startsAt, consultations.id);
  const checks = await readNewestChecks(
    db,
    rows.map(({ consultationId }) => consultationId),
  );
  return new Map(
    rows.map(({ patientId, userId, consultationId, startsAt }) => {
      const check = userId === null ? undefined : checks.get(consultationId)?.get(userId);
      return [patientId, { consultationId, startsAt: startsAt.toISOString(), check: check ?? null }];
    }),
  );
};
