import type { Roster, Stretch } from './roster.ts';
import { shiftsBetween } from './shifts-between.ts';

/** When nobody is on call in a stretch of time, within that stretch, the earliest first. */
export const gapsBetween = (roster: Roster, from: number, to: number): Stretch[] => {
  const gaps: Stretch[] = [];
  let coveredUntil = from;
  for (const duty of shiftsBetween(roster, from, to)) {
    if (duty.from > coveredUntil) gaps.push({ from: coveredUntil, to: duty.from });
    coveredUntil = Math.max(coveredUntil, duty.to);
  }
  if (coveredUntil < to) gaps.push({ from: coveredUntil, to });
  return gaps;
};
