import { gapsBetween } from './gaps-between.ts';
import type { Roster, Stretch } from './roster.ts';

/** When nobody is on call by any of these rosters in a stretch of time, the earliest first. All of it without rosters. */
export const gapsOfAll = (rosters: readonly Roster[], from: number, to: number): Stretch[] =>
  rosters.reduce<Stretch[]>(
    (gaps, roster) => gaps.flatMap((gap) => gapsBetween(roster, gap.from, gap.to)),
    [{ from, to }],
  );
