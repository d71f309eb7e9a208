import type { ThresholdKey, ThresholdLimit } from '#contracts/threshold.ts';
import { GLUCOSE_STEP } from '#contracts/units.ts';
import type { GlucoseUnit } from './value.ts';

type Operator = ThresholdLimit['operator'];

const STEPS_IN_ONE = { 'mg/dL': 1, 'mmol/L': 10 } as const satisfies Record<GlucoseUnit, number>;

/** The first displayed value at or above the threshold, else the last at or below it: what parts the two sides there. */
const isRoundedUp = (operator: Operator): boolean => operator === '<' || operator === '>=';

/**
 * A glucose threshold as it acts on displayed values. Worked example in mmol/L: `> 300` mg/dL is `> 16.6`, since a value
 * shown as 16.7 is above it; `< 54` mg/dL is `< 3.0`.
 */
export const glucoseThresholdIn = (mgPerDl: number, operator: Operator, unit: GlucoseUnit): number => {
  const steps = mgPerDl / GLUCOSE_STEP[unit];
  return (isRoundedUp(operator) ? Math.ceil(steps) : Math.floor(steps)) / STEPS_IN_ONE[unit];
};

/** The whole mg/dL that acts on displayed values as this number does. Worked example: `< 3.2` mmol/L is `< 57` mg/dL. */
export const glucoseThresholdFrom = (value: number, operator: Operator, unit: GlucoseUnit): number => {
  const mgPerDl = Math.round(value * STEPS_IN_ONE[unit]) * GLUCOSE_STEP[unit];
  return isRoundedUp(operator) ? Math.floor(mgPerDl) : Math.ceil(mgPerDl);
};

/** `3.0`, `54` */
export const glucoseThresholdText = (mgPerDl: number, operator: Operator, unit: GlucoseUnit): string =>
  glucoseThresholdIn(mgPerDl, operator, unit).toFixed(unit === 'mmol/L' ? 1 : 0);

const isGlucose = (key: ThresholdKey): boolean => key.startsWith('glucose');

/** A bound as it is shown: glucose in the patient's unit, everything else in canonical units. */
export const boundIn = (
  { key, operator }: Pick<ThresholdLimit, 'key' | 'operator'>,
  canonical: number,
  unit: GlucoseUnit,
): number => (isGlucose(key) ? glucoseThresholdIn(canonical, operator, unit) : canonical);

/** The bound that a person chose by its shown value. */
export const boundFrom = ({ key, operator, min, max }: ThresholdLimit, shown: number, unit: GlucoseUnit): number => {
  const canonical = isGlucose(key) ? glucoseThresholdFrom(shown, operator, unit) : Math.round(shown);
  return Math.min(max, Math.max(min, canonical));
};

/** How fine a bound can be set, as it is shown. */
export const boundStep = (key: ThresholdKey, unit: GlucoseUnit): number =>
  isGlucose(key) && unit === 'mmol/L' ? 0.1 : 1;

/** `170`, `3.9` */
export const boundText = (
  limit: Pick<ThresholdLimit, 'key' | 'operator'>,
  canonical: number,
  unit: GlucoseUnit,
): string => boundIn(limit, canonical, unit).toFixed(boundStep(limit.key, unit) < 1 ? 1 : 0);
