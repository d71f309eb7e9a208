import { sql } from 'drizzle-orm';
import {
  bigserial,
  check,
  date,
  index,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { HAND_OVERS, SHIFT_HOLIDAYS } from '#contracts/on-call.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Who is on call for one purpose. It is meant to have somebody at every instant until it is closed. */
export const onCallRosters = pgTable(
  'on_call_rosters',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    createdAt: at('created_at').notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id),
    closedAt: at('closed_at'),
    closedBy: uuid('closed_by').references(() => users.id),
  },
  (t) => [
    // Two rosters of one name would be one that nobody finds.
    uniqueIndex('on_call_rosters_name_idx')
      .on(t.name)
      .where(sql`${t.closedAt} is null`),
    check('on_call_rosters_closed_by_someone', sql`(${t.closedAt} is null) = (${t.closedBy} is null)`),
  ],
);

/** Shifts as they recur. Of a row only `valid_to` is ever changed: what was, was. */
export const onCallShifts = pgTable(
  'on_call_shifts',
  {
    id: uuid('id').primaryKey(),
    rosterId: uuid('roster_id')
      .notNull()
      .references(() => onCallRosters.id),
    /** 1 is Monday, 7 is Sunday. */
    weekdays: smallint('weekdays').array().notNull(),
    /** `22:00` on the clinic's clock; ends on the next day where the end is not later. */
    startsAt: text('starts_at').notNull(),
    endsAt: text('ends_at').notNull(),
    /** The first and the last day on which it begins; the day before the first where it never did. */
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    validTo: date('valid_to', { mode: 'string' }),
    /** In the order in which they hand it over. */
    people: uuid('people').array().notNull(),
    handOver: text('hand_over', { enum: HAND_OVERS }).notNull(),
    holidays: text('holidays', { enum: SHIFT_HOLIDAYS }).notNull(),
    createdAt: at('created_at').notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id),
  },
  (t) => [
    index('on_call_shifts_roster_idx').on(t.rosterId),
    check('on_call_shifts_people', sql`cardinality(${t.people}) > 0`),
    check(
      'on_call_shifts_weekdays',
      sql`cardinality(${t.weekdays}) > 0 and ${t.weekdays} <@ '{1,2,3,4,5,6,7}'::smallint[]`,
    ),
    check(
      'on_call_shifts_clock',
      sql`${t.startsAt} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and ${t.endsAt} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`,
    ),
    check('on_call_shifts_period', sql`${t.validTo} is null or ${t.validTo} >= ${t.validFrom} - 1`),
  ],
);

/** Somebody stands in. In the order of their sequence, each is about who is on call after those before it. */
export const onCallCovers = pgTable(
  'on_call_covers',
  {
    id: uuid('id').primaryKey(),
    /** Given while the roster is locked: ids of two servers would be in the order of their clocks. */
    sequence: bigserial('sequence', { mode: 'bigint' }).notNull(),
    rosterId: uuid('roster_id')
      .notNull()
      .references(() => onCallRosters.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => users.id),
    /** Null: beside those whose turn it is. */
    insteadOf: uuid('instead_of').references(() => users.id),
    startsAt: at('starts_at').notNull(),
    /** Brought forward where a cover that has begun is taken back. */
    endsAt: at('ends_at').notNull(),
    reason: text('reason').notNull(),
    madeAt: at('made_at').notNull(),
    madeBy: uuid('made_by')
      .notNull()
      .references(() => users.id),
    /** Taken back before it began. */
    cancelledAt: at('cancelled_at'),
    cancelledBy: uuid('cancelled_by').references(() => users.id),
  },
  (t) => [
    // Asked for what is not over, each time that somebody asks who is on call.
    index('on_call_covers_roster_idx')
      .on(t.rosterId, t.endsAt)
      .where(sql`${t.cancelledAt} is null`),
    check('on_call_covers_period', sql`${t.endsAt} > ${t.startsAt}`),
    check('on_call_covers_somebody_else', sql`${t.personId} is distinct from ${t.insteadOf}`),
    check('on_call_covers_cancelled_by_someone', sql`(${t.cancelledAt} is null) = (${t.cancelledBy} is null)`),
  ],
);

/** How a notice of a gap came to its end. */
export const GAP_OUTCOMES = ['filled', 'passed', 'roster-closed'] as const;

/** A stretch of time ahead in which nobody is on call: one row a gap, however often it is found. */
export const onCallGapNotices = pgTable(
  'on_call_gap_notices',
  {
    id: uuid('id').primaryKey(),
    rosterId: uuid('roster_id')
      .notNull()
      .references(() => onCallRosters.id),
    startsAt: at('starts_at').notNull(),
    /** As far as it was looked. */
    endsAt: at('ends_at').notNull(),
    foundAt: at('found_at').notNull(),
    closedAt: at('closed_at'),
    outcome: text('outcome', { enum: GAP_OUTCOMES }),
  },
  (t) => [
    uniqueIndex('on_call_gap_notices_once_idx')
      .on(t.rosterId, t.startsAt)
      .where(sql`${t.closedAt} is null`),
    check('on_call_gap_notices_period', sql`${t.endsAt} > ${t.startsAt}`),
    check('on_call_gap_notices_outcome', sql`(${t.closedAt} is null) = (${t.outcome} is null)`),
  ],
);
