import { sql } from 'drizzle-orm';

/**
 * The offer of the row `offer` stands: nobody has answered it, its time is not up, and its alert, the row `about`, is still
 * the giver's by the same taking. Whatever else becomes of the alert ends the offer at that instant, and needs to know nothing of it.
 */
export const OFFER_STANDS = sql`(
  offer.ended_at is null and offer.answer_by > now() and about.state = 'acknowledged'
    and about.acknowledged_by = offer.from_user_id and about.acknowledged_at = offer.taken_at
)`;
