import { createRandom, type Random } from '#tools/simulator/random.ts';

/** Makes `beats` intervals (whole ms) of a kind of pulse; the same for the same seed. */
export type Pulse = (beats: number, seed: number) => number[];

const pulse =
  (next: (random: Random) => number[]): Pulse =>
  (beats, seed) => {
    const random = createRandom(seed);
    const intervals: number[] = [];
    while (intervals.length < beats) intervals.push(...next(random).map(Math.round));
    return intervals.slice(0, beats);
  };

const normalBeat = (random: Random) => random.normal(800, 24);
/** A premature beat and the pause that makes up for it. */
const premature = (random: Random) => {
  const early = random.normal(500, 32);
  return [early, 1_600 - early];
};

/** 75 a minute, varying by 3 %. */
export const sinus = pulse((random) => [normalBeat(random)]);

/** `normal` beats, then a premature one with its pause, again and again: 0 is bigeminy, 1 trigeminy, 2 quadrigeminy. */
export const geminy = (normal: number): Pulse =>
  pulse((random) => [...Array.from({ length: normal }, () => normalBeat(random)), ...premature(random)]);

/** Every fifth beat or so is premature. */
export const isolatedPrematureBeats = pulse((random) =>
  random.chance(0.2) ? premature(random) : [normalBeat(random)],
);

/** Beats go undetected now and then: two intervals become one. */
export const missedBeats = pulse((random) => [random.chance(0.1) ? 2 * normalBeat(random) : normalBeat(random)]);

/** Heart rate follows the breath: 15 % up and down, 4.5 beats a breath, at 67 a minute. */
export const respiratory: Pulse = (beats, seed) => {
  const random = createRandom(seed);
  return Array.from({ length: beats }, (_, i) =>
    Math.round(900 * (1 + 0.15 * Math.sin((2 * Math.PI * i) / 4.5)) + random.normal(0, 18)),
  );
};

/** Each interval knows nothing of the one before it: 100 a minute, varying by 22 %. */
export const fibrillation = pulse((random) => [Math.min(1_200, Math.max(300, random.normal(600, 132)))]);
