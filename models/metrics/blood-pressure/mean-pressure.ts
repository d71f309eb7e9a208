import { mean } from '../mean.ts';
import type { Pressure } from './pressure.ts';

/** Mean of several readings in mmHg; NaN of none. Worked example: 140/90 and 130/80 -> 135/85. */
export const meanPressure = (readings: readonly Pressure[]): Pressure => ({
  systolic: mean(readings.map(({ systolic }) => systolic)),
  diastolic: mean(readings.map(({ diastolic }) => diastolic)),
});
