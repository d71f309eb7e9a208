import type { HandOver, ShiftHolidays } from '#contracts/on-call.ts';

/** A stretch of time, in ms: from `from` until before `to`. */
export type Stretch = { from: number; to: number };

/** A shift as it recurs. Dates are calendar days of the clinic, such as `2026-12-24`. */
export type Shift = {
  id: string;
  /** On which days it begins: 1 is Monday, 7 is Sunday. */
  weekdays: readonly number[];
  /** `22:00` on the clinic's clock. */
  startsAt: string;
  /** On the next day where it is not later than the start; the same time is a shift of a whole day. */
  endsAt: string;
  /** The first and the last day on which it may begin. */
  validFrom: string;
  validTo: string | null;
  /** In the order in which they hand it over to one another; after the last comes the first. */
  people: readonly string[];
  handOver: HandOver;
  /** Whether it begins on the clinic's holidays, too, not on them, or only on them. */
  holidays: ShiftHolidays;
};

/** Somebody stands in for a while: for one person wherever that person would be on call, or, for nobody, beside all. */
export type Cover = Stretch & { id: string; personId: string; insteadOf: string | null };

/** Who is on call when, for one purpose. It is meant to have somebody at every instant. */
export type Roster = {
  id: string;
  timeZone: string;
  shifts: readonly Shift[];
  /** In the order in which they were made: each is about who is on call after those before it. */
  covers: readonly Cover[];
  /** Dates of the clinic's holidays. */
  holidays: ReadonlySet<string>;
  /** Those who can be called at all. Whoever left the clinic is nobody, whatever a shift or a cover says. */
  staff: ReadonlySet<string>;
};

/** One person's turn, or the part of it that covers left or gave: the hand-overs are at its two ends. */
export type Duty = Stretch & {
  personId: string;
  /** Null where a cover adds somebody. */
  shiftId: string | null;
  coverId: string | null;
  /** Whose turn it would have been without the cover. */
  insteadOf: string | null;
};

export const overlaps = (a: Stretch, b: Stretch): boolean => a.from < b.to && b.from < a.to;
