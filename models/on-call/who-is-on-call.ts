import type { Duty, Roster } from './roster.ts';
import { shiftsBetween } from './shifts-between.ts';

/** Who is on call at an instant: each person once, whoever has been so for longest first. Nobody in a gap. */
export const whoIsOnCall = (roster: Roster, atMs: number): Duty[] => eachOnce(shiftsBetween(roster, atMs, atMs + 1));

/** Two duties of one person at once are one person to call. */
export const eachOnce = (duties: readonly Duty[]): Duty[] => {
  const people = new Map<string, Duty>();
  for (const duty of duties) if (!people.has(duty.personId)) people.set(duty.personId, duty);
  return [...people.values()];
};
