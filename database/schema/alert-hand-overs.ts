import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { HAND_OVER_ENDINGS } from '#contracts/hand-over.ts';
import { alerts } from './alerts.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Somebody who has an alert offers it to a colleague. It stays the giver's until the other one takes it. */
export const alertHandOvers = pgTable(
  'alert_hand_overs',
  {
    id: uuid('id').primaryKey(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    fromUserId: uuid('from_user_id')
      .notNull()
      .references(() => users.id),
    toUserId: uuid('to_user_id')
      .notNull()
      .references(() => users.id),
    reason: text('reason').notNull(),
    /** Which taking of the alert it hands over: its `acknowledged_at` then. An alert that was taken anew is not offered. */
    takenAt: at('taken_at').notNull(),
    offeredAt: at('offered_at').notNull(),
    /** Until when it can be taken. Compared only with PostgreSQL's clock. */
    answerBy: at('answer_by').notNull(),
    endedAt: at('ended_at'),
    endedAs: text('ended_as', { enum: HAND_OVER_ENDINGS }),
    /**
     * The offer lets the other one see and treat the patient, for as long as `access.ts` says. Not who was of the care team
     * then: whoever leaves it is out. Unset some time after the access has ended by itself.
     */
    givesAccess: boolean('gives_access').notNull(),
  },
  (t) => [
    // One open offer an alert; the sweep reads these and no others.
    uniqueIndex('alert_hand_overs_open_idx')
      .on(t.alertId)
      .where(sql`${t.endedAt} is null`),
    // Asked on every request of a clinician, beside the care team and the calls.
    index('alert_hand_overs_user_idx')
      .on(t.toUserId, t.patientId, t.alertId)
      .where(sql`${t.givesAccess}`),
    check('alert_hand_overs_ended_as', sql`(${t.endedAt} is null) = (${t.endedAs} is null)`),
    check('alert_hand_overs_to_another', sql`${t.fromUserId} <> ${t.toUserId}`),
    check('alert_hand_overs_time_to_answer', sql`${t.answerBy} > ${t.offeredAt}`),
  ],
);
