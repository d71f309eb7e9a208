import type { LineLevel } from '#contracts/media.ts';

/** What one direction carries: every picture, small cameras and no screen, or voices alone. */
export const STEPS = ['full', 'small', 'voice'] as const;
export type Step = (typeof STEPS)[number];

/** One bad second is an accident, and two readings tell of it. */
const BAD_READINGS = 3;
/** Readings after a step down that still tell of the time before it. */
const SETTLING_READINGS = 2;
/** The shortest calm before a step up; each step up that fails doubles it. */
export const SHORTEST_CALM_READINGS = 8;
export const LONGEST_CALM_READINGS = 64;
/** A step up that is taken back so soon has failed. */
const FAILED_WITHIN_READINGS = 15;
/** Held for so long, everything is back for good, and the next dip starts from the shortest calm. */
const FOR_GOOD_READINGS = 60;

/** Where one direction stands. Counted in readings, one a second: a page that slept has not watched the line. */
export type Ladder = {
  readonly step: Step;
  readonly bad: number;
  readonly calm: number;
  readonly settling: number;
  readonly calmNeeded: number;
  readonly sinceUp: number;
};

export const NEW_LADDER: Ladder = {
  step: 'full',
  bad: 0,
  calm: 0,
  settling: 0,
  calmNeeded: SHORTEST_CALM_READINGS,
  sinceUp: FAILED_WITHIN_READINGS,
};

const stepDown = (ladder: Ladder, step: Step): Ladder => ({
  ...ladder,
  step,
  bad: 0,
  settling: SETTLING_READINGS,
  calmNeeded:
    ladder.sinceUp < FAILED_WITHIN_READINGS
      ? Math.min(LONGEST_CALM_READINGS, ladder.calmNeeded * 2)
      : ladder.calmNeeded,
  sinceUp: FAILED_WITHIN_READINGS,
});

const onBad = (ladder: Ladder, level: 'poor' | 'lost'): Ladder => {
  const worn = { ...ladder, calm: 0 };
  if (ladder.step === 'voice') return worn;
  if (level === 'lost') return stepDown(worn, 'voice');
  if (ladder.settling > 0) return { ...worn, settling: ladder.settling - 1 };
  if (ladder.bad + 1 < BAD_READINGS) return { ...worn, bad: ladder.bad + 1 };
  return stepDown(worn, ladder.step === 'full' ? 'small' : 'voice');
};

const onCalm = (ladder: Ladder): Ladder => {
  const rested = { ...ladder, bad: 0, settling: Math.max(0, ladder.settling - 1), calm: ladder.calm + 1 };
  if (ladder.step === 'full')
    return rested.sinceUp >= FOR_GOOD_READINGS ? { ...rested, calmNeeded: SHORTEST_CALM_READINGS } : rested;
  if (rested.calm < rested.calmNeeded) return rested;
  return { ...rested, step: ladder.step === 'voice' ? 'small' : 'full', calm: 0, sinceUp: 0 };
};

/**
 * Gives up fast and takes back slowly. Whether a line carries a picture again shows only by sending one: each step up is
 * a try, and tries become rarer while they fail, so that the picture does not come and go.
 */
export const nextStep = (ladder: Ladder, level: LineLevel): Ladder => {
  const older = { ...ladder, sinceUp: ladder.sinceUp + 1 };
  return level === 'poor' || level === 'lost' ? onBad(older, level) : onCalm(older);
};
