import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { VISIT_RATINGS } from '#contracts/visit-rating.ts';
import { consultations } from './consultations.ts';

/** How the patient found a visit's picture and sound. Their last answer counts; the audit log has the others. */
export const visitRatings = pgTable('visit_ratings', {
  consultationId: uuid('consultation_id')
    .primaryKey()
    .references(() => consultations.id),
  rating: text('rating', { enum: VISIT_RATINGS }).notNull(),
  comment: text('comment'),
  ratedAt: timestamp('rated_at', { withTimezone: true }).notNull(),
});
