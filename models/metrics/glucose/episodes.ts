import { mean } from '../mean.ts';
import type { Sample } from '../sample.ts';
import { evenGrid } from './even-grid.ts';

/** Consensus: an episode begins with 15 min beyond the limit and ends with 15 min back within it. */
const BEGINS_AFTER_MINUTES = 15;
const ENDS_AFTER_MINUTES = 15;
/** Consensus: an episode with more than 120 min beyond the limit without a break is prolonged. */
const PROLONGED_OVER_MINUTES = 120;

export type Episode = {
  readonly startMs: number;
  readonly durationMinutes: number;
  /** Mean glucose of the episode in mg/dL. */
  readonly meanValue: number;
  readonly isProlonged: boolean;
};

/** `below` 70 or 54, or `above` 180 or 250 mg/dL. */
export type EpisodeLimit = { readonly below: number } | { readonly above: number };

/**
 * Times of low or high glucose: at least 15 min beyond the limit, over after at least 15 min within it. Continuous glucose
 * monitoring consensus, Battelino et al. 2023, Lancet Diabetes Endocrinol 11:42, counted as the R package iglu 4.2 does:
 * on the sensor's own grid, each stretch between gaps of more than 45 min by itself, each reading standing for one step;
 * an episode that was not over when the stretch ended lasts until then. Worked example, 5 min apart, limit below 70:
 * 75 68 66 65 72 69 74 75 76 is one episode of 25 min from the 68 to the 69; two readings below 70 alone are none.
 */
export const episodes = (
  samples: readonly Sample[],
  limit: EpisodeLimit,
  utcOffsetMinutes: number,
): readonly Episode[] => {
  const grid = evenGrid(samples, utcOffsetMinutes);
  if (grid === null) return [];
  const { startMs, stepMinutes, values } = grid;
  const isBeyond = (value: number): boolean => ('below' in limit ? value < limit.below : value > limit.above);
  const stepsOf = (minutes: number): number => Math.ceil(minutes / stepMinutes);

  const found: Episode[] = [];
  let beyond = 0;
  let longest = 0;
  let within = 0;
  let start = -1;
  const close = (end: number): void => {
    if (start >= 0)
      found.push({
        startMs: startMs + start * stepMinutes * 60_000,
        durationMinutes: (end - start) * stepMinutes,
        meanValue: mean([...values.subarray(start, end)]),
        isProlonged: longest * stepMinutes > PROLONGED_OVER_MINUTES,
      });
    start = -1;
    longest = 0;
  };
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) {
      close(i);
      beyond = within = 0;
    } else if (isBeyond(value)) {
      beyond += 1;
      within = 0;
      if (start < 0 && beyond >= stepsOf(BEGINS_AFTER_MINUTES)) start = i - beyond + 1;
      if (start >= 0) longest = Math.max(longest, beyond);
    } else {
      beyond = 0;
      within += 1;
      if (within >= stepsOf(ENDS_AFTER_MINUTES)) close(i - within + 1);
    }
  }
  close(values.length);
  return found;
};
