import type { Danger } from '#contracts/home-protocol.ts';
import type { ActiveRule } from '../rules/active-rules.ts';
import { FACTS, judge, JUDGEMENTS } from '../rules/judge.ts';
import type { Pressure } from './sessions.ts';

/**
 * Whether a reading stops a guided session, by the patient's own rules: whoever has broken one is told what to do, not
 * to go on counting minutes. `rules` are those for a cuff, `facts` what else is known about the reading.
 */
export const dangerOf = (
  rules: readonly ActiveRule[],
  { systolic, diastolic }: Pressure,
  facts: number,
): Danger | null => {
  const isBroken = (id: ActiveRule['id']): boolean =>
    rules.some((rule) => rule.id === id && judge(rule, systolic, diastolic, facts) >= JUDGEMENTS.breach);
  if (isBroken('bp.crisis')) return 'high';
  if (isBroken('bp.low')) return 'low';
  return (facts & FACTS.symptoms) === 0 ? null : 'symptoms';
};
