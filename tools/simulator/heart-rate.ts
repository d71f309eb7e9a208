import { circadian, localMinute, type Physiology } from './physiology.ts';
import type { Random } from './random.ts';

export type HeartRate = { value: number; steps: number; context: 'rest' | 'active' };

/** One minute of a wrist sensor: heart rate in /min with the steps of that minute. */
export const heartRateAt = (person: Physiology, random: Random, at: Date): HeartRate => {
  const minute = localMinute(person, at);
  const isAwake = minute > 390 && minute < 1_350;
  const isWalking = isAwake && random.chance(0.16);
  const steps = isWalking ? Math.round(random.between(25, 110)) : 0;
  const effort = isWalking ? 14 + steps * 0.22 : 0;
  const value = person.restingHeartRate + 5 * circadian(minute) + effort + random.normal(0, 2.5);
  return { value: Math.round(Math.min(178, Math.max(44, value))), steps, context: isWalking ? 'active' : 'rest' };
};
