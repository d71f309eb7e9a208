import { sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { CALLED_ACCESS_LASTS, IS_HARDLY_OVER, OFFER_GIVES_ACCESS, type SignedIn } from '../../access.ts';

export type VisiblePatients = {
  patientIds: ReadonlySet<string>;
  /** When this changes by itself because an access begins or ends; null where none will. */
  changesInMs: number | null;
};

/** Whose news this person may hear: the same rule as `access.ts`, for all patients at once. */
export const readVisiblePatients = async (db: Database, actor: SignedIn): Promise<VisiblePatients> => {
  if (actor.role === 'patient') {
    return { patientIds: new Set(actor.patientId === null ? [] : [actor.patientId]), changesInMs: null };
  }
  if (actor.role !== 'clinician') return { patientIds: new Set(), changesInMs: null };
  const rows = await db.execute<{ patient_id: string; is_now: boolean; changes_in_ms: number | null }>(sql`
    select member.patient_id, member.starts_at <= now() as is_now,
      (extract(epoch from case when member.starts_at > now() then member.starts_at else member.ends_at end - now())
        * 1000)::float8 as changes_in_ms
    from care_team_members member
    where member.user_id = ${actor.userId} and (member.ends_at is null or member.ends_at > now())
    union all
    -- Of an alert that is open it lasts at least as long as after the close; then it is asked again.
    select called.patient_id, true,
      (extract(epoch from coalesce(about.closed_at, now()) + ${CALLED_ACCESS_LASTS} - now()) * 1000)::float8
    from alert_call_people called
    join alerts about on about.id = called.alert_id
    where called.user_id = ${actor.userId} and called.gives_access and ${IS_HARDLY_OVER}
    union all
    select offer.patient_id, true,
      (extract(epoch from case when offer.ended_at is null then offer.answer_by
        else coalesce(about.closed_at, now()) + ${CALLED_ACCESS_LASTS} end - now()) * 1000)::float8
    from alert_hand_overs offer
    join alerts about on about.id = offer.alert_id
    where offer.to_user_id = ${actor.userId} and ${OFFER_GIVES_ACCESS}`);
  const changes = rows.flatMap(({ changes_in_ms }) => changes_in_ms ?? []);
  return {
    patientIds: new Set(rows.flatMap(({ patient_id, is_now }) => (is_now ? [patient_id] : []))),
    changesInMs: changes.length > 0 ? Math.min(...changes) : null,
  };
};
