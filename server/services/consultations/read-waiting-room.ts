import { and, count, eq, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { WaitingRoom } from '#contracts/waiting-room.ts';
import type { Database } from '#database/client.ts';
import { consultations } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { requireItsPatient } from './find-consultation.ts';
import { readClinicianState } from './read-clinician-state.ts';

/** Where the patient stands in the line of their clinician, and what the clinician does meanwhile. */
export const readWaitingRoom = async ({ db }: Pick<Deps, 'db'>, actor: SignedIn, id: string): Promise<WaitingRoom> => {
  const [own] = await db
    .select()
    .from(consultations)
    .where(and(eq(consultations.id, id), mayRead(actor, consultations.patientId)));
  if (own === undefined) throw new AppError('not_found', 'no such consultation');
  requireItsPatient(actor, own);
  if (own.state !== 'checked_in') throw new AppError('conflict', 'check in first: only who waits has a place in line');
  const [before, clinician] = await Promise.all([countBefore(db, own), readClinicianState(db, own.clinicianId)]);
  return { place: before + 1, clinician };
};

/** In the order of the booked times, whoever checked in first: to come early takes nobody's turn. */
const countBefore = async (db: Database, own: typeof consultations.$inferSelect): Promise<number> => {
  const [row] = await db
    .select({ waiting: count() })
    .from(consultations)
    .where(
      and(
        eq(consultations.clinicianId, own.clinicianId),
        eq(consultations.state, 'checked_in'),
        sql`(${consultations.startsAt}, ${consultations.id}) < (${own.startsAt.toISOString()}::timestamptz, ${own.id}::uuid)`,
      ),
    );
  return row?.waiting ?? 0;
};
