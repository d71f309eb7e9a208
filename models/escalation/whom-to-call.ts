import type { EscalationTarget } from '#contracts/escalation.ts';
import type { Roster } from '../on-call/roster.ts';
import { whoIsOnCall } from '../on-call/who-is-on-call.ts';

/** Who can be found in this clinic. */
export type Directory = {
  rosters: ReadonlyMap<string, Roster>;
  /** Those who can be called at all: whoever left the clinic is nobody. */
  staff: ReadonlySet<string>;
};

export type FoundPeople = {
  /** Each once, in the order in which the targets name them. */
  people: string[];
  /** Targets that are nobody at that instant: a gap in a roster, an empty care team, somebody who left. */
  empty: EscalationTarget[];
};

/** Whom a tier's targets stand for at an instant. */
export const whomToCall = (
  targets: readonly EscalationTarget[],
  careTeam: readonly string[],
  atMs: number,
  directory: Directory,
): FoundPeople => {
  const people = new Set<string>();
  const empty: EscalationTarget[] = [];
  for (const target of targets) {
    const found = peopleOf(target, careTeam, atMs, directory).filter((person) => directory.staff.has(person));
    if (found.length === 0) empty.push(target);
    for (const person of found) people.add(person);
  }
  return { people: [...people], empty };
};

const peopleOf = (
  target: EscalationTarget,
  careTeam: readonly string[],
  atMs: number,
  { rosters }: Directory,
): readonly string[] => {
  const onCall = (roster: Roster): string[] => whoIsOnCall(roster, atMs).map(({ personId }) => personId);
  switch (target.kind) {
    case 'care-team':
      return careTeam;
    case 'roster': {
      const roster = rosters.get(target.rosterId);
      return roster === undefined ? [] : onCall(roster);
    }
    case 'anyone-on-call':
      return [...rosters.values()].flatMap(onCall);
    case 'user':
      return [target.userId];
  }
};
