import type { Band, Comparison, Operator } from './rule.ts';

/** What else is known about a reading, one bit each. `untold`: nothing says whether its wearer was at rest. */
export const FACTS = { belowLimit: 1, aboveLimit: 2, symptoms: 4, active: 8, untold: 16 } as const;

/**
 * What one reading says about one band.
 * - `clear`: recovered, beyond the clear band
 * - `between`: neither broken nor recovered, or not comparable (not at rest)
 * - `breach`: the band is broken
 * - `emergency`: broken so that nothing is waited for: LO, HI, or with symptoms
 */
export const JUDGEMENTS = { clear: 0, between: 1, breach: 2, emergency: 3 } as const;
export type Judgement = (typeof JUDGEMENTS)[keyof typeof JUDGEMENTS];

export const isBroken = ({ operator, threshold }: Comparison, value: number): boolean =>
  isBeyond(operator, value, threshold);

/** Worked example: `>= 180` with a band of 10 is recovered where `>= 170` does not hold: at 169. */
export const isRecovered = ({ operator, threshold, clearBand }: Comparison, value: number): boolean =>
  !isBeyond(operator, value, operator.startsWith('<') ? threshold + clearBand : threshold - clearBand);

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
const notAtRest = ({ rest }: Band): number =>
  rest === undefined ? 0 : rest === 'known' ? FACTS.active | FACTS.untold : FACTS.active;

/**
 * Judges a reading as it is displayed, in whole units: 53.5 mg/dL stands on the page as 54 and is not below 54.
 * `first` is systolic pressure, glucose or heart rate; `second` is diastolic pressure.
 */
export const judge = (band: Band, first: number, second: number, facts: number): Judgement => {
  if (band.beyondLimit !== undefined && (facts & (FACTS.belowLimit | FACTS.aboveLimit)) !== 0) {
    const isBeyondLimit = (facts & (band.beyondLimit === '<' ? FACTS.belowLimit : FACTS.aboveLimit)) !== 0;
    return isBeyondLimit ? JUDGEMENTS.emergency : JUDGEMENTS.clear;
  }
  let recovered = true;
  for (const comparison of band.comparisons) {
    const value = Math.round(comparison.quantity === 'diastolic' ? second : first);
    if (isBroken(comparison, value)) {
      if ((facts & notAtRest(band)) !== 0) return JUDGEMENTS.between;
      return (facts & FACTS.symptoms) === 0 ? JUDGEMENTS.breach : JUDGEMENTS.emergency;
    }
    recovered &&= isRecovered(comparison, value);
  }
  if (!recovered) return JUDGEMENTS.between;
  // Activity raises a pulse: it proves that a high one is over, but not that a low one is.
  if (band.rest === undefined || (facts & FACTS.active) === 0) return JUDGEMENTS.clear;
  const isAboutLow = band.comparisons.some(({ operator }) => operator.startsWith('<'));
  return isAboutLow ? JUDGEMENTS.between : JUDGEMENTS.clear;
};
