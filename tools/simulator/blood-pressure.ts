import { circadian, localMinute, type Physiology } from './physiology.ts';
import type { Random } from './random.ts';

export type BloodPressure = { systolic: number; diastolic: number; pulse: number };

const DAY_MS = 86_400_000;
/** Days until a started treatment works fully. */
const TREATMENT_RAMP_DAYS = 21;

/** A cuff measurement of one person at one time, in mmHg and /min. `day` counts from the story's first day. */
export const bloodPressureAt = (person: Physiology, random: Random, at: Date, storyStart: Date): BloodPressure => {
  const rhythm = circadian(localMinute(person, at));
  const day = (at.getTime() - storyStart.getTime()) / DAY_MS;
  const ramp = Math.min(1, Math.max(0, (day - person.treatmentStartsOnDay) / TREATMENT_RAMP_DAYS));
  const treated = person.treatmentEffect * ramp;
  const systolic = person.systolic - treated + 7 * rhythm + random.normal(0, 6);
  const diastolic = person.diastolic - treated * 0.55 + 4 * rhythm + random.normal(0, 4);
  return {
    systolic: Math.round(systolic),
    // A cuff never reports less than a plausible pulse pressure.
    diastolic: Math.round(Math.min(diastolic, systolic - 18)),
    pulse: Math.round(person.restingHeartRate + 5 * rhythm + random.normal(0, 4)),
  };
};
