import type { LineLevel } from '#contracts/media.ts';
import { isWorse } from './level.ts';

const WORSE_AFTER_READINGS = 3;
const BETTER_AFTER_READINGS = 5;

/** The level that people are told: it follows a worse line soon and a better one later, so that the words hold still. */
export type SteadyLevel = { readonly level: LineLevel; readonly worse: number; readonly better: number };

export const NEW_STEADY_LEVEL: SteadyLevel = { level: 'good', worse: 0, better: 0 };

export const nextSteadyLevel = ({ level, ...counts }: SteadyLevel, seen: LineLevel): SteadyLevel => {
  const worse = isWorse(seen, level) ? counts.worse + 1 : 0;
  const better = isWorse(level, seen) ? counts.better + 1 : 0;
  return worse >= WORSE_AFTER_READINGS || better >= BETTER_AFTER_READINGS
    ? { level: seen, worse: 0, better: 0 }
    : { level, worse, better };
};
