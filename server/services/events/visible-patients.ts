import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { careTeamMembers } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';

export type VisiblePatients = {
  patientIds: ReadonlySet<string>;
  /** When this changes by itself because a membership begins or ends; null where none will. */
  changesInMs: number | null;
};

/** Whose news this person may hear: the same rule as `access.ts`, for all patients at once. */
export const readVisiblePatients = async (db: Database, actor: SignedIn): Promise<VisiblePatients> => {
  if (actor.role === 'patient') {
    return { patientIds: new Set(actor.patientId === null ? [] : [actor.patientId]), changesInMs: null };
  }
  if (actor.role !== 'clinician') return { patientIds: new Set(), changesInMs: null };
  const memberships = await db
    .select({
      patientId: careTeamMembers.patientId,
      isNow: sql<boolean>`${careTeamMembers.startsAt} <= now()`,
      changesInMs: sql<number | null>`(extract(epoch from
        case when ${careTeamMembers.startsAt} > now() then ${careTeamMembers.startsAt} else ${careTeamMembers.endsAt} end
        - now()) * 1000)::float8`,
    })
    .from(careTeamMembers)
    .where(
      and(
        eq(careTeamMembers.userId, actor.userId),
        or(isNull(careTeamMembers.endsAt), gt(careTeamMembers.endsAt, sql`now()`)),
      ),
    );
  const changes = memberships.flatMap(({ changesInMs }) => changesInMs ?? []);
  return {
    patientIds: new Set(memberships.filter(({ isNow }) => isNow).map(({ patientId }) => patientId)),
    changesInMs: changes.length > 0 ? Math.min(...changes) : null,
  };
};
