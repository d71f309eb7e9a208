import type { TargetWarning } from '#contracts/escalation-preview.ts';
import type { EscalationTarget, EscalationTier } from '#contracts/escalation.ts';
import { gapsOfAll } from '../on-call/gaps-of-all.ts';
import type { Stretch } from '../on-call/roster.ts';
import type { Directory } from './whom-to-call.ts';

/** What is wrong with a target. Times in ms. */
export type Warning = Pick<TargetWarning, 'tier' | 'target' | 'kind'> & { gap: Stretch | null };

/** Targets that are nobody, or will be at times in a stretch of time. Who is in a care team is each patient's own. */
export const targetWarnings = (
  tiers: readonly EscalationTier[],
  directory: Directory,
  from: number,
  to: number,
): Warning[] =>
  tiers.flatMap(({ targets }, tier) =>
    targets.flatMap((target) => {
      const wrong = wrongWith(target, directory, from, to);
      return wrong === null ? [] : [{ tier, target, ...wrong }];
    }),
  );

const wrongWith = (
  target: EscalationTarget,
  { rosters, staff }: Directory,
  from: number,
  to: number,
): Pick<Warning, 'kind' | 'gap'> | null => {
  switch (target.kind) {
    case 'care-team':
      return null;
    case 'user':
      return staff.has(target.userId) ? null : { kind: 'left', gap: null };
    case 'roster': {
      const roster = rosters.get(target.rosterId);
      return roster === undefined ? { kind: 'closed-roster', gap: null } : firstGap(gapsOfAll([roster], from, to));
    }
    case 'anyone-on-call':
      return rosters.size === 0
        ? { kind: 'no-roster', gap: null }
        : firstGap(gapsOfAll([...rosters.values()], from, to));
  }
};

const firstGap = ([gap]: readonly Stretch[]): Pick<Warning, 'kind' | 'gap'> | null =>
  gap === undefined ? null : { kind: 'gap', gap };
