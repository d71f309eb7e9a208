import type { RepeatReason } from '#contracts/repeat.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { ActiveRule } from '../rules/active-rules.ts';
import { judge, JUDGEMENTS } from '../rules/judge.ts';
import { crisisBand } from '../rules/with-layers.ts';

/** What was noticed about a value that is possible, and may be a mistake of the measurement. */
const DOUBTS: readonly string[] = ['extreme', 'narrow-pulse-pressure'];

export type Concern = { reason: RepeatReason; ruleIds: readonly RuleId[] };

/** `first` is systolic pressure, glucose or heart rate; `second` is diastolic; `facts` as `judge` takes them. */
export type RepeatableReading = {
  id: string;
  atMs: number;
  receivedAtMs: number;
  first: number;
  second: number;
  facts: number;
  flags: readonly string[];
};

/**
 * Why this reading should be taken again, by the patient's own rules for its way of measuring; null where it need not.
 * Worked example, china: 192/114 is high, 88/58 low, 108/100 (too close) and 150/34 (rarely seen) doubtful, 150/95 none.
 */
export const concernOf = (rules: readonly ActiveRule[], reading: RepeatableReading): Concern | null => {
  const { first, second, facts, flags } = reading;
  const broken = rules.filter((rule) => {
    const band = crisisBand(rule);
    return band !== null && judge(band, first, second, facts) >= JUDGEMENTS.breach;
  });
  const [worst] = broken;
  if (worst === undefined)
    return flags.some((flag) => DOUBTS.includes(flag)) ? { reason: 'doubtful', ruleIds: [] } : null;
  const isLow = worst.comparisons.some(({ operator }) => operator.startsWith('<'));
  return { reason: isLow ? 'low' : 'high', ruleIds: broken.map(({ id }) => id) };
};
