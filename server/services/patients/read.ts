import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { PatientDetail } from '#contracts/patient.ts';
import { careTeamMembers, patients, users } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { toPatient } from './to-patient.ts';

/** One patient, and who is in the care team now. */
export const readPatient = async ({ db }: Deps, actor: SignedIn, patientId: string): Promise<PatientDetail> => {
  await requirePatient(db, actor, patientId, 'read');
  const [patient] = await db.select().from(patients).where(eq(patients.id, patientId));
  if (patient === undefined) throw new AppError('not_found', 'no such patient');
  const team = await db
    .select({
      userId: users.id,
      name: users.name,
      role: careTeamMembers.role,
      startsAt: careTeamMembers.startsAt,
    })
    .from(careTeamMembers)
    .innerJoin(users, eq(users.id, careTeamMembers.userId))
    .where(
      and(
        eq(careTeamMembers.patientId, patientId),
        lte(careTeamMembers.startsAt, sql`now()`),
        or(isNull(careTeamMembers.endsAt), gt(careTeamMembers.endsAt, sql`now()`)),
      ),
    )
    .orderBy(asc(careTeamMembers.startsAt), asc(users.name));
  return {
    patient: toPatient(patient),
    careTeam: team.map(({ startsAt, ...member }) => ({ ...member, since: startsAt.toISOString() })),
  };
};
