import type { Duty, Roster } from './roster.ts';
import { shiftsBetween } from './shifts-between.ts';
import { eachOnce } from './who-is-on-call.ts';

/** When others are on call, and who; nobody where a gap begins. */
export type NextHandOver = { at: number; duties: Duty[] };

/** The next instant, before `untilMs`, at which others are on call than at `atMs`; null where there is none. */
export const nextHandOver = (roster: Roster, atMs: number, untilMs: number): NextHandOver | null => {
  const duties = shiftsBetween(roster, atMs, untilMs);
  const onCallAt = (at: number): Duty[] => eachOnce(duties.filter(({ from, to }) => from <= at && at < to));
  const now = peopleOf(onCallAt(atMs));
  const changes = duties
    .flatMap(({ from, to }) => [from, to])
    .filter((at) => at > atMs && at < untilMs)
    .sort((a, b) => a - b);
  for (const at of changes) {
    const then = onCallAt(at);
    if (peopleOf(then) !== now) return { at, duties: then };
  }
  return null;
};

const peopleOf = (duties: readonly Duty[]): string =>
  duties
    .map(({ personId }) => personId)
    .sort()
    .join(' ');
