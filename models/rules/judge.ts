import type { ActiveComparison, ActiveRule } from './active-rules.ts';
import type { Operator } from './rule.ts';

/** What else is known about a reading, one bit each. */
export const FACTS = { belowLimit: 1, aboveLimit: 2, symptoms: 4, active: 8, night: 16 } as const;

/**
 * What one reading says about one rule.
 * - `clear`: recovered, beyond the clear band
 * - `between`: neither broken nor recovered, or not comparable (not at rest)
 * - `breach`: the rule is broken
 * - `emergency`: broken so that nothing is waited for: LO, HI, or with symptoms
 */
export const JUDGEMENTS = { clear: 0, between: 1, breach: 2, emergency: 3 } as const;
export type Judgement = (typeof JUDGEMENTS)[keyof typeof JUDGEMENTS];

const isBroken = (operator: Operator, value: number, threshold: number): boolean => {
  switch (operator) {
    case '<':
      return value < threshold;
    case '<=':
      return value <= threshold;
    case '>':
      return value > threshold;
    case '>=':
      return value >= threshold;
  }
};

/** Worked example: `>= 180` with a band of 10 is recovered where `>= 170` does not hold: at 169. */
const isRecovered = ({ operator, clearBand }: ActiveComparison, value: number, threshold: number): boolean =>
  !isBroken(operator, value, operator.startsWith('<') ? threshold + clearBand : threshold - clearBand);

/** What holds at the time of the reading. */
export const thresholdAt = ({ threshold, atNight }: ActiveComparison, facts: number): number =>
  (facts & FACTS.night) === 0 ? threshold : atNight;

/**
 * Judges a reading as it is displayed in the patient's unit, so that one number on the page never both raises an alert
 * and does not: 53.5 mg/dL stands there as 54 and is not below 54; in mmol/L both 300 and 301 mg/dL stand there as 16.7
 * and both are above 300, since 16.7 is. `first` is systolic pressure, glucose or heart rate; `second` is diastolic.
 */
export const judge = (rule: ActiveRule, first: number, second: number, facts: number): Judgement => {
  if (rule.beyondLimit !== undefined && (facts & (FACTS.belowLimit | FACTS.aboveLimit)) !== 0) {
    const isBeyond = (facts & (rule.beyondLimit === '<' ? FACTS.belowLimit : FACTS.aboveLimit)) !== 0;
    return isBeyond ? JUDGEMENTS.emergency : JUDGEMENTS.clear;
  }
  let recovered = true;
  for (const comparison of rule.comparisons) {
    const { step } = comparison;
    const value = Math.round((comparison.quantity === 'diastolic' ? second : first) / step) * step;
    const threshold = thresholdAt(comparison, facts);
    if (isBroken(comparison.operator, value, threshold)) {
      if (rule.atRest === true && (facts & FACTS.active) !== 0) return JUDGEMENTS.between;
      return (facts & FACTS.symptoms) === 0 ? JUDGEMENTS.breach : JUDGEMENTS.emergency;
    }
    recovered &&= isRecovered(comparison, value, threshold);
  }
  if (!recovered) return JUDGEMENTS.between;
  // Activity raises a pulse: it proves that a high one is over, but not that a low one is.
  const isRaisedByActivity = rule.atRest === true && (facts & FACTS.active) !== 0;
  const isAboutLow = rule.comparisons.some(({ operator }) => operator.startsWith('<'));
  return isRaisedByActivity && isAboutLow ? JUDGEMENTS.between : JUDGEMENTS.clear;
};
