import { desc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Whereabouts } from '#contracts/whereabouts.ts';
import type { Database } from '#database/client.ts';
import { consultations, patients, visitWhereabouts } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { readConsultation } from '../consultations/find-consultation.ts';

/** What was said in this visit; else what was said last in any other of this patient, which may be true no longer. */
export const readWhereabouts = async (db: Database, actor: SignedIn, id: string): Promise<Whereabouts | null> => {
  const { patientId } = await readConsultation(db, actor, id);
  const visit = alias(consultations, 'visit');
  const isOfThisVisit = sql<boolean>`${visitWhereabouts.consultationId} = ${id}`;
  const [row] = await db
    .select({
      address: visitWhereabouts.address,
      toldAt: visitWhereabouts.toldAt,
      toldBy: visitWhereabouts.toldBy,
      isOfThisVisit,
      patientUserId: patients.userId,
    })
    .from(visitWhereabouts)
    .innerJoin(visit, eq(visit.id, visitWhereabouts.consultationId))
    .innerJoin(patients, eq(patients.id, visit.patientId))
    .where(eq(visit.patientId, patientId))
    .orderBy(desc(isOfThisVisit), desc(visitWhereabouts.toldAt))
    .limit(1);
  if (row === undefined) return null;
  return {
    address: row.address,
    toldAt: row.toldAt.toISOString(),
    toldBy: row.toldBy === row.patientUserId ? 'patient' : 'clinician',
    isOfThisVisit: row.isOfThisVisit,
  };
};
