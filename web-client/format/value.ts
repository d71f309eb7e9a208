import { msg } from '@lit/localize';
import { GLUCOSE_STEP, MGDL_PER_MMOLL } from '#contracts/units.ts';
import type { Observation } from '#contracts/observation.ts';
import type { GlucoseUnit, ReadingKind } from '#contracts/reading.ts';

export type { GlucoseUnit };

export type ShownValue = { value: string; unit: string };

/** Glucose in the person's unit, at the precision a meter shows: 54 mg/dL -> 3.0 mmol/L. */
export const glucoseText = (mgPerDl: number, unit: GlucoseUnit): string => {
  const steps = Math.round(mgPerDl / GLUCOSE_STEP[unit]);
  return unit === 'mmol/L' ? (steps / 10).toFixed(1) : steps.toString();
};

/** The same as a number, for axes. */
export const glucoseIn = (mgPerDl: number, unit: GlucoseUnit): number =>
  unit === 'mmol/L' ? mgPerDl / MGDL_PER_MMOLL : mgPerDl;

/** `138/86`: a pressure, or a mean of several, in whole mmHg. */
export const pressureText = ({ systolic, diastolic }: { systolic: number; diastolic: number }): string =>
  `${Math.round(systolic)}/${Math.round(diastolic)}`;

/** The unit of a kind of reading, as people write it. */
export const unitOf = (kind: ReadingKind, glucoseUnit: GlucoseUnit): string => {
  switch (kind) {
    case 'blood-pressure':
      return 'mmHg';
    case 'glucose':
      return glucoseUnit;
    case 'heart-rate':
      return msg('/min');
  }
};

/** `128/82`, `6.4` or `72`, with the unit apart so that it can be set smaller. */
export const shownValue = (observation: Observation, glucoseUnit: GlucoseUnit): ShownValue => {
  const unit = unitOf(observation.kind, glucoseUnit);
  switch (observation.kind) {
    case 'blood-pressure':
      return { value: pressureText(observation), unit };
    case 'glucose':
      return { value: `${observation.comparator ?? ''}${glucoseText(observation.value, glucoseUnit)}`, unit };
    case 'heart-rate':
      return { value: Math.round(observation.value).toString(), unit };
  }
};
