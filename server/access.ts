import { and, eq, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { AppError } from '#contracts/errors.ts';
import type { CARE_TEAM_ROLES } from '#contracts/patient.ts';
import type { Role } from '#contracts/user.ts';
import type { Database, Transaction } from '#database/client.ts';
import { careTeamMembers, patients } from '#database/schema/index.ts';

/** The person behind a request or socket, read from the session on every request. */
export type SignedIn = {
  userId: string;
  sessionId: string;
  role: Role;
  profession: (typeof CARE_TEAM_ROLES)[number] | null;
  /** The person's own patient record, where they are a patient. */
  patientId: string | null;
};

/** `read` what stands in the record, `treat` as one of the care team, `self`: only the patient in person. */
export type Permission = 'read' | 'treat' | 'self';

/** Is `userId` in the care team of the patient in `patientColumn` now? By PostgreSQL's clock, and nobody else's. */
const inCareTeamNow = (userId: string, patientColumn: AnyPgColumn | SQL): SQL => sql`exists (
  select 1 from ${careTeamMembers}
  where ${careTeamMembers.patientId} = ${patientColumn}
    and ${careTeamMembers.userId} = ${userId}
    and ${careTeamMembers.startsAt} <= now()
    and (${careTeamMembers.endsAt} is null or ${careTeamMembers.endsAt} > now())
)`;

/**
 * The condition a list must carry: only rows of patients this person may see. Administrators run the clinic; they see
 * no patient's record unless they are in the care team.
 */
export const mayRead = (actor: SignedIn, patientColumn: AnyPgColumn | SQL): SQL => {
  switch (actor.role) {
    case 'patient':
      return actor.patientId === null ? sql`false` : sql`${patientColumn} = ${actor.patientId}`;
    case 'clinician':
      return inCareTeamNow(actor.userId, patientColumn);
    case 'administrator':
      return sql`false`;
  }
};

/** Throws `not_found` unless the person may do this with this patient: a record that is not yours does not exist. */
export const requirePatient = async (
  db: Database | Transaction,
  actor: SignedIn,
  patientId: string,
  permission: Permission,
): Promise<void> => {
  if (await mayAccess(db, actor, patientId, permission)) return;
  throw new AppError('not_found', 'no such patient');
};

export const mayAccess = async (
  db: Database | Transaction,
  actor: SignedIn,
  patientId: string,
  permission: Permission,
): Promise<boolean> => {
  if (actor.role === 'patient') return permission !== 'treat' && actor.patientId === patientId;
  if (actor.role !== 'clinician' || permission === 'self') return false;
  const [row] = await db
    .select({ id: patients.id })
    .from(patients)
    .where(and(eq(patients.id, patientId), inCareTeamNow(actor.userId, patients.id)));
  return row !== undefined;
};

/** Throws `forbidden` unless the person has one of the roles: for what belongs to no patient, such as the inventory. */
export const requireRole = (actor: SignedIn, ...roles: readonly Role[]): void => {
  if (!roles.includes(actor.role)) throw new AppError('forbidden', `this needs the role ${roles.join(' or ')}`);
};
