import { and, desc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { AppError } from '#contracts/errors.ts';
import type { Whereabouts } from '#contracts/whereabouts.ts';
import type { Database } from '#database/client.ts';
import { consultations, patients, visitWhereabouts } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';

/** What was said in this visit; else what was said last in any other of this patient, which may be true no longer. */
export const readWhereabouts = async (db: Database, actor: SignedIn, id: string): Promise<Whereabouts | null> => {
  const told = alias(consultations, 'told_in');
  const isOfThisVisit = sql<boolean>`${told.id} = ${id}`;
  const [row] = await db
    .select({ whereabouts: visitWhereabouts, isOfThisVisit, patientUserId: patients.userId })
    .from(consultations)
    .innerJoin(patients, eq(patients.id, consultations.patientId))
    .leftJoin(told, eq(told.patientId, consultations.patientId))
    .leftJoin(visitWhereabouts, eq(visitWhereabouts.consultationId, told.id))
    .where(and(eq(consultations.id, id), mayRead(actor, consultations.patientId)))
    .orderBy(sql`${visitWhereabouts.consultationId} is null`, desc(isOfThisVisit), desc(visitWhereabouts.toldAt))
    .limit(1);
  if (row === undefined) throw new AppError('not_found', 'no such consultation');
  if (row.whereabouts === null) return null;
  const { address, toldAt, toldBy } = row.whereabouts;
  return {
    address,
    toldAt: toldAt.toISOString(),
    toldBy: toldBy === row.patientUserId ? 'patient' : 'clinician',
    isOfThisVisit: row.isOfThisVisit,
  };
};
