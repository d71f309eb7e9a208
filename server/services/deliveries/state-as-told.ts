import { sql } from 'drizzle-orm';

/** How far the message came by which the row `deliveries` is told. */
export const STATE_AS_TOLD = sql`coalesce(
  (select first.state from deliveries first where first.id = deliveries.grouped_into), deliveries.state
)`;
