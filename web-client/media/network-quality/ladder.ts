import type { LineLevel } from '#contracts/media.ts';

/** What one direction carries: every picture, small cameras and no screen, or voices alone. */
export const STEPS = ['full', 'small', 'voice'] as const;
export type Step = (typeof STEPS)[number];

/** One bad second is an accident, and two readings tell of it. */
const BAD_READINGS = 3;
/** Readings after a step down that still tell of the time before it. */
const SETTLING_READINGS = 2;
/** Calm readings until a line that was gone, and was good before, is trusted again: it was away, and not too small. */
export const RETURN_READINGS = 2;
/** Readings after a silence that still tell of it: as many as a judgement looks back, and one that came in its last moment. */
const GAP_READINGS = 4;
/** The shortest calm before a step up; each step up that fails doubles it. */
export const SHORTEST_CALM_READINGS = 8;
export const LONGEST_CALM_READINGS = 64;
/** A step up that is taken back so soon has failed. */
export const FAILED_WITHIN_READINGS = 15;
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
  /** What a line carried that then was gone at once; null where it was weak before, or has been since. */
  readonly beforeLoss: Step | null;
};

export const NEW_LADDER: Ladder = {
  step: 'full',
  bad: 0,
  calm: 0,
  settling: 0,
  calmNeeded: SHORTEST_CALM_READINGS,
  sinceUp: FAILED_WITHIN_READINGS,
  beforeLoss: null,
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
  beforeLoss: null,
});

/** Nothing comes through. Where the last step up held, what was carried is remembered. */
const lose = (ladder: Ladder): Ladder => ({
  ...stepDown(ladder, 'voice'),
  settling: GAP_READINGS,
  beforeLoss: ladder.sinceUp < FAILED_WITHIN_READINGS ? null : ladder.step,
});

const onBad = (ladder: Ladder, level: 'poor' | 'lost'): Ladder => {
  const worn = { ...ladder, calm: 0 };
  if (ladder.step === 'voice') {
    if (level === 'lost' || ladder.beforeLoss === null) return worn;
    // The gap itself is still told of for a moment; what goes on is a weak line.
    return ladder.settling > 0 ? { ...worn, settling: ladder.settling - 1 } : { ...worn, beforeLoss: null };
  }
  if (level === 'lost') return lose(worn);
  if (ladder.settling > 0) return { ...worn, settling: ladder.settling - 1 };
  if (ladder.bad + 1 < BAD_READINGS) return { ...worn, bad: ladder.bad + 1 };
  return stepDown(worn, ladder.step === 'full' ? 'small' : 'voice');
};

const onCalm = (ladder: Ladder): Ladder => {
  const rested = { ...ladder, bad: 0, settling: Math.max(0, ladder.settling - 1), calm: ladder.calm + 1 };
  if (ladder.step === 'full')
    return rested.sinceUp >= FOR_GOOD_READINGS ? { ...rested, calmNeeded: SHORTEST_CALM_READINGS } : rested;
  if (ladder.beforeLoss !== null && rested.calm >= RETURN_READINGS)
    return { ...rested, step: ladder.beforeLoss, calm: 0, sinceUp: 0, beforeLoss: null };
  if (rested.calm < rested.calmNeeded) return rested;
  return { ...rested, step: ladder.step === 'voice' ? 'small' : 'full', calm: 0, sinceUp: 0 };
};

/**
 * Gives up fast and takes back slowly. Whether a line carries a picture again shows only by sending one: each step up is
 * a try, and tries become rarer while they fail, so that the picture does not come and go. A line that was gone altogether,
 * as on the way from one network to another, is taken for what it was once it is back.
 */
export const nextStep = (ladder: Ladder, level: LineLevel): Ladder => {
  const older = { ...ladder, sinceUp: ladder.sinceUp + 1 };
  return level === 'poor' || level === 'lost' ? onBad(older, level) : onCalm(older);
};
