import type { ActiveComparison } from './active-rules.ts';
import type { Band, Operator } from './rule.ts';

/** What else is known about a reading, one bit each. `untold`: nothing says whether its wearer was at rest. */
export const FACTS = { belowLimit: 1, aboveLimit: 2, symptoms: 4, active: 8, untold: 16, night: 32 } as const;

/**
 * What one reading says about one band.
 * - `clear`: recovered, beyond the clear band
 * - `between`: neither broken nor recovered, or not comparable (not at rest)
 * - `breach`: the band is broken
 * - `emergency`: broken so that nothing is waited for: LO, HI, or with symptoms
 */
export const JUDGEMENTS = { clear: 0, between: 1, breach: 2, emergency: 3 } as const;
export type Judgement = (typeof JUDGEMENTS)[keyof typeof JUDGEMENTS];

/** What holds at the time of the reading. */
export const thresholdAt = ({ threshold, atNight }: ActiveComparison, facts: number): number =>
  (facts & FACTS.night) === 0 ? threshold : atNight;

export const isBroken = (comparison: ActiveComparison, value: number, facts: number): boolean =>
  isBeyond(comparison.operator, value, thresholdAt(comparison, facts));

/** Worked example: `>= 180` with a band of 10 is recovered where `>= 170` does not hold: at 169. */
export const isRecovered = (comparison: ActiveComparison, value: number, facts: number): boolean => {
  const { operator, clearBand } = comparison;
  const threshold = thresholdAt(comparison, facts);
  return !isBeyond(operator, value, operator.startsWith('<') ? threshold + clearBand : threshold - clearBand);
};

const isBeyond = (operator: Operator, value: number, threshold: number): boolean => {
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

/** Facts that take a reading out of a band of its own. */
const notAtRest = ({ rest }: Pick<Band, 'rest'>): number =>
  rest === undefined ? 0 : rest === 'known' ? FACTS.active | FACTS.untold : FACTS.active;

/**
 * Judges a reading as it is displayed in the patient's unit, so that one number on the page never both raises an alert
 * and does not: 53.5 mg/dL stands there as 54 and is not below 54; in mmol/L both 300 and 301 mg/dL stand there as 16.7
 * and both are above 300, since 16.7 is. `first` is systolic pressure, glucose or heart rate; `second` is diastolic.
 */
export const judge = (band: Band<ActiveComparison>, first: number, second: number, facts: number): Judgement => {
  if (band.beyondLimit !== undefined && (facts & (FACTS.belowLimit | FACTS.aboveLimit)) !== 0) {
    const isBeyondLimit = (facts & (band.beyondLimit === '<' ? FACTS.belowLimit : FACTS.aboveLimit)) !== 0;
    return isBeyondLimit ? JUDGEMENTS.emergency : JUDGEMENTS.clear;
  }
  let recovered = true;
  for (const comparison of band.comparisons) {
    const { step } = comparison;
    const value = Math.round((comparison.quantity === 'diastolic' ? second : first) / step) * step;
    if (isBroken(comparison, value, facts)) {
      if ((facts & notAtRest(band)) !== 0) return JUDGEMENTS.between;
      return (facts & FACTS.symptoms) === 0 ? JUDGEMENTS.breach : JUDGEMENTS.emergency;
    }
    recovered &&= isRecovered(comparison, value, facts);
  }
  if (!recovered) return JUDGEMENTS.between;
  // Activity raises a pulse: it proves that a high one is over, but not that a low one is.
  if (band.rest === undefined || (facts & FACTS.active) === 0) return JUDGEMENTS.clear;
  const isAboutLow = band.comparisons.some(({ operator }) => operator.startsWith('<'));
  return isAboutLow ? JUDGEMENTS.between : JUDGEMENTS.clear;
};
