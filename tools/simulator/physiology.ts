/** What makes one simulated person different from another. Pressures in mmHg, glucose in mg/dL, rates in /min. */
export type Physiology = {
  /** Offset of the person's clock from UTC in minutes, for the daily rhythm. */
  utcOffsetMinutes: number;
  restingHeartRate: number;
  systolic: number;
  diastolic: number;
  /** How many mmHg treatment takes off once it works fully, and the day of the story on which it starts. */
  treatmentEffect: number;
  treatmentStartsOnDay: number;
  /** Fasting glucose, and how far a usual meal lifts it. */
  fastingGlucose: number;
  mealRise: number;
  /** Minutes until half of a meal's rise is gone. */
  mealHalfLifeMinutes: number;
};

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Minutes since local midnight. */
export const localMinute = ({ utcOffsetMinutes }: Physiology, at: Date): number =>
  (((Math.floor(at.getTime() / MINUTE_MS) + utcOffsetMinutes) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;

/**
 * Daily rhythm of pressure and heart rate, from -1 (deepest sleep, 3 a.m.) to 1 (late afternoon): blood pressure dips by
 * 10-20 % at night in most people.
 */
export const circadian = (minute: number): number => {
  const phase = (2 * Math.PI * (minute - 180)) / DAY_MINUTES;
  return -Math.cos(phase) * 0.85 + 0.15 * Math.sin(2 * phase);
};
