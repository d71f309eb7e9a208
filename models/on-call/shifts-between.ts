import { applyCover } from './apply-cover.ts';
import { occurrencesIn } from './occurrences.ts';
import { overlaps, type Duty, type Roster } from './roster.ts';

/**
 * Who is on call in a stretch of time, from hand-over to hand-over (which may lie outside of it), the earliest first.
 * A cover by somebody who left the clinic counts for nothing: whom it stood in for is on call again, rather than nobody.
 */
export const shiftsBetween = (roster: Roster, from: number, to: number): Duty[] => {
  const stretch = { from, to };
  const turns = roster.shifts.flatMap((shift) => occurrencesIn(roster, shift, stretch));
  return roster.covers
    .filter(({ personId }) => roster.staff.has(personId))
    .reduce(applyCover, turns)
    .filter((duty) => roster.staff.has(duty.personId) && overlaps(duty, stretch))
    .sort((a, b) => a.from - b.from || a.to - b.to);
};
