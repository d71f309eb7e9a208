import { and, eq, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { AppError } from '#contracts/errors.ts';
import type { CARE_TEAM_ROLES } from '#contracts/patient.ts';
import type { Role } from '#contracts/user.ts';
import type { Database, Transaction } from '#database/client.ts';
import { patients } from '#database/schema/index.ts';
import { OFFER_STANDS } from './services/hand-overs/standing.ts';

/** The person behind a request or socket, read from the session on every request. */
export type SignedIn = {
  userId: string;
  sessionId: string;
  role: Role;
  profession: (typeof CARE_TEAM_ROLES)[number] | null;
  /** The person's own patient record, where they are a patient. */
  patientId: string | null;
};

/** `read` what stands in the record, `treat` as one of the care team or called, `self`: only the patient in person. */
export type Permission = 'read' | 'treat' | 'self';

/**
 * How long whoever was called about an alert, or took it from a colleague, may still see and treat its patient after it was closed: to write the note and
 * to hand over to the care team.
 */
export const CALLED_ACCESS_LASTS = sql`interval '24 hours'`;

/** The alert of the row `about` is open, or was closed not long ago. */
export const IS_HARDLY_OVER = sql`(
  about.state not in ('resolved', 'withdrawn') or about.closed_at > now() - ${CALLED_ACCESS_LASTS}
)`;

/** The hand-over of the row `offer` lets its receiver see the patient: while it is offered, and once they have taken it. */
export const OFFER_GIVES_ACCESS = sql`(
  offer.gives_access and (${OFFER_STANDS} or (offer.ended_as = 'taken' and ${IS_HARDLY_OVER}))
)`;

/**
 * May this clinician see and treat the patient now: in the care team, or from outside it called about an alert that is open,
 * or closed not long ago, or handed one. By PostgreSQL's clock, and nobody else's. One subquery, from which a list can start, and not two
 * that are asked for each of its rows.
 */
export const hasClinicalAccess = (userId: SQL, patientId: AnyPgColumn | SQL): SQL => sql`${patientId} in (
  select member.patient_id from care_team_members member
  where member.user_id = ${userId}
    and member.starts_at <= now() and (member.ends_at is null or member.ends_at > now())
  union all
  select called.patient_id from alert_call_people called
  join alerts about on about.id = called.alert_id
  where called.user_id = ${userId} and called.gives_access and ${IS_HARDLY_OVER}
  union all
  select offer.patient_id from alert_hand_overs offer
  join alerts about on about.id = offer.alert_id
  where offer.to_user_id = ${userId} and ${OFFER_GIVES_ACCESS}
)`;

/**
 * The condition a list must carry: only rows of patients this person may see. Administrators run the clinic; they see
 * no patient's record.
 */
export const mayRead = (actor: SignedIn, patientColumn: AnyPgColumn | SQL): SQL => {
  switch (actor.role) {
    case 'patient':
      return actor.patientId === null ? sql`false` : sql`${patientColumn} = ${actor.patientId}`;
    case 'clinician':
      return hasClinicalAccess(sql`${actor.userId}::uuid`, patientColumn);
    case 'administrator':
      return sql`false`;
  }
};

/** Is this clinician of the care team now, and so needs no other reason to see the patient? */
export const isOfCareTeam = async (tx: Transaction, userId: string, patientId: string): Promise<boolean> => {
  const rows = await tx.execute(sql`
    select 1 from care_team_members member
    where member.user_id = ${userId} and member.patient_id = ${patientId}
      and member.starts_at <= now() and (member.ends_at is null or member.ends_at > now())
    limit 1`);
  return rows.length > 0;
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
    .where(and(eq(patients.id, patientId), hasClinicalAccess(sql`${actor.userId}::uuid`, patients.id)));
  return row !== undefined;
};

/** Throws `forbidden` unless the person has one of the roles: for what belongs to no patient, such as the inventory. */
export const requireRole = (actor: SignedIn, ...roles: readonly Role[]): void => {
  if (!roles.includes(actor.role)) throw new AppError('forbidden', `this needs the role ${roles.join(' or ')}`);
};
