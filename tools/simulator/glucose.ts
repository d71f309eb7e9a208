import { localMinute, type Physiology } from './physiology.ts';
import type { Random } from './random.ts';

/** Breakfast, lunch, dinner and an evening bite: local minute, spread in minutes, size against a usual meal. */
const MEALS = [
  { minute: 450, spread: 30, size: 1 },
  { minute: 735, spread: 30, size: 1.15 },
  { minute: 1_125, spread: 40, size: 1.2 },
  { minute: 1_290, spread: 25, size: 0.35 },
] as const;

/** The sensor reads what the tissue shows some minutes after the blood, with noise that has a memory. */
const SENSOR_NOISE_DEVIATION = 3.5;
const SENSOR_NOISE_MEMORY = 0.7;

/** Two chains of absorption give the rounded rise of a real meal. */
type Digestion = { stomach: number; gut: number };

export type GlucoseSimulator = {
  /** Advances to `at` and returns the sensor's value in mg/dL. Call with rising times. */
  valueAt(at: Date): number;
  /** A missed meal after insulin: pulls glucose down by so many mg/dL over the next half hour. */
  dropBy(milligramsPerDecilitre: number): void;
};

/**
 * Glucose of one person: fasting level with a dawn rise, three meals and a bite that are eaten when they are eaten,
 * clearance at the person's own speed, and a sensor in front of it.
 */
export const createGlucoseSimulator = (person: Physiology, random: Random, startsAt: Date): GlucoseSimulator => {
  const stepMinutes = 5;
  const clearance = Math.LN2 / person.mealHalfLifeMinutes;
  const digestion: Digestion = { stomach: 0, gut: 0 };
  let clock = startsAt.getTime();
  let excess = random.normal(0, 6);
  let noise = 0;
  let pendingDrop = 0;
  let plannedMeals = planMeals(random);

  const step = (): void => {
    const minute = localMinute(person, new Date(clock));
    if (minute < stepMinutes) plannedMeals = planMeals(random);
    for (const meal of plannedMeals) {
      if (meal.minute >= minute && meal.minute < minute + stepMinutes) digestion.stomach += meal.size * person.mealRise;
    }
    const leaving = digestion.stomach * 0.12;
    digestion.stomach -= leaving;
    const absorbed = digestion.gut * 0.14;
    digestion.gut += leaving - absorbed;
    const pulled = Math.min(pendingDrop, pendingDrop * 0.25 + 1);
    pendingDrop = Math.max(0, pendingDrop - pulled);
    excess += absorbed * 1.7 - excess * clearance * stepMinutes - pulled + random.normal(0, 1.1);
    noise = noise * SENSOR_NOISE_MEMORY + random.normal(0, SENSOR_NOISE_DEVIATION * (1 - SENSOR_NOISE_MEMORY));
    clock += stepMinutes * 60_000;
  };

  return {
    valueAt(at) {
      while (clock < at.getTime()) step();
      const minute = localMinute(person, at);
      // The dawn phenomenon lifts fasting glucose between four and eight in the morning.
      const dawn = minute > 240 && minute < 480 ? 12 * Math.sin((Math.PI * (minute - 240)) / 240) : 0;
      const value = person.fastingGlucose + dawn + excess + noise;
      return Math.round(Math.min(395, Math.max(40, value)) * 10) / 10;
    },
    dropBy(milligramsPerDecilitre) {
      pendingDrop += milligramsPerDecilitre;
    },
  };
};

const planMeals = (random: Random): { minute: number; size: number }[] =>
  MEALS.filter(() => !random.chance(0.05)).map(({ minute, spread, size }) => ({
    minute: Math.round(random.normal(minute, spread)),
    size: size * random.between(0.7, 1.3),
  }));
