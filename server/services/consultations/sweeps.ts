import { and, asc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { consultations } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { closeCall } from './close-call.ts';
import type { ConsultationRow } from './find-consultation.ts';

/** A live visit in whose room nobody has been for this long is over; otherwise nobody could call the patient again. */
const ABANDONED_AFTER = sql`interval '2 minutes'`;

/** A booked visit that has not begun this long after its time did not take place. */
const NO_SHOW_AFTER = sql`interval '1 hour'`;

const AT_ONCE = 100;

/** A call that nobody answered in time: back to the alert, with the ways to reach the patient otherwise. */
export const missUnanswered = (deps: Deps): Promise<number> =>
  sweep(deps, and(eq(consultations.state, 'ringing'), sql`${consultations.ringUntil} <= now()`), (tx, row, now) =>
    closeCall(tx, row, { to: 'missed', actor: { type: 'system', id: 'ring-timeout' }, reason: 'no-answer' }, now),
  );

/** A visit that everybody left without ending it. */
export const endAbandoned = (deps: Deps): Promise<number> =>
  sweep(
    deps,
    and(
      inArray(consultations.state, ['admitted', 'in_progress']),
      sql`not exists (
        select 1 from consultation_participants participant
        where participant.consultation_id = ${consultations.id}
          and (participant.joined_at is not null and participant.left_at is null
            or greatest(participant.joined_at, participant.left_at) > now() - ${ABANDONED_AFTER})
      )`,
      sql`not exists (
        select 1 from rooms where rooms.consultation_id = ${consultations.id} and rooms.opened_at > now() - ${ABANDONED_AFTER}
      )`,
      // A booked visit may begin, and be left, before its time.
      sql`least(${consultations.startedAt}, ${consultations.ringingSince}, ${consultations.checkedInAt}, ${consultations.startsAt})
        <= now() - ${ABANDONED_AFTER}`,
    ),
    (tx, row, now) =>
      closeCall(tx, row, { to: 'ended', actor: { type: 'system', id: 'empty-room' }, reason: 'everybody-left' }, now),
  );

/** A booked visit whose time has passed: the patient did not come, or nobody let them in. */
export const closeNoShows = (deps: Deps): Promise<number> =>
  sweep(
    deps,
    and(
      inArray(consultations.state, ['booked', 'checked_in']),
      sql`${consultations.startsAt} <= now() - ${NO_SHOW_AFTER}`,
    ),
    (tx, row, now) => {
      const reason = row.state === 'booked' ? 'patient-did-not-come' : 'clinician-did-not-come';
      return closeCall(tx, row, { to: 'no_show', actor: { type: 'system', id: 'no-show' }, reason }, now);
    },
  );

/** Deadlines stand in the database and are compared with its clock; servers that sweep at once take turns per row. */
const sweep = (
  deps: Deps,
  condition: SQL | undefined,
  close: (tx: Transaction, row: ConsultationRow, now: Date) => Promise<void>,
): Promise<number> =>
  deps.db
    .transaction(async (tx) => {
      const due = await tx
        .select()
        .from(consultations)
        .where(condition)
        .orderBy(asc(consultations.id))
        .limit(AT_ONCE)
        .for('update', { skipLocked: true });
      for (const row of due) await close(tx, row, deps.now());
      return due.length;
    })
    .then((closed) => {
      if (closed > 0) deps.wakeRelay();
      return closed;
    });
