import { FEATURE_COUNT, LOW_MGDL } from '../features.ts';
import { solve } from './linear-system.ts';
import type { WindowSet } from './windows.ts';

/** How many 15-minute steps back the changes look that the regression sees, besides the reading itself. */
const STEPS = [1, 2, 4, 7] as const;
const WIDTH = STEPS.length + 2;
const ITERATIONS = 12;
/** Keeps Newton's method from dividing by nothing where lows are perfectly separated. */
const RIDGE = 1e-6;

/**
 * The simple way to foretell a low within 30 minutes: logistic regression on five numbers, the reading and its changes
 * over 15, 30, 60 and 105 minutes, fitted on the windows of `kept` that are not low yet. Gives the log odds of `out`.
 */
export function fitLogistic(windows: WindowSet, kept: Uint32Array, out: Uint32Array): Float32Array {
  const judged = kept.filter((window) => (windows.now[window] ?? 0) >= LOW_MGDL);
  let weights = new Array<number>(WIDTH).fill(0);
  const terms = new Float64Array(WIDTH);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const equations = Array.from({ length: WIDTH }, (_, i) => {
      const row = new Float64Array(WIDTH + 1);
      row[i] = RIDGE;
      return row;
    });
    for (const window of judged) {
      readTerms(windows, window, terms);
      const chance = 1 / (1 + Math.exp(-dot(weights, terms)));
      const curvature = chance * (1 - chance);
      const error = ((windows.minimum30[window] ?? 0) < LOW_MGDL ? 1 : 0) - chance;
      for (const [i, row] of equations.entries()) {
        const term = terms[i] ?? 0;
        for (let j = 0; j < WIDTH; j += 1) row[j] = (row[j] ?? 0) + curvature * term * (terms[j] ?? 0);
        row[WIDTH] = (row[WIDTH] ?? 0) + error * term;
      }
    }
    const step = solve(equations);
    weights = weights.map((weight, i) => weight + (step[i] ?? 0));
  }
  return Float32Array.from(out, (window) => {
    readTerms(windows, window, terms);
    return dot(weights, terms);
  });
}

/** One, and the five numbers in tens of mg/dL from the threshold. */
function readTerms({ rows }: WindowSet, window: number, terms: Float64Array): void {
  const at = window * FEATURE_COUNT;
  terms[0] = 1;
  terms[1] = ((rows[at] ?? 0) - LOW_MGDL) / 10;
  let change = 0;
  let step = 0;
  for (const [i, steps] of STEPS.entries()) {
    while (step < steps) change += rows[at + ++step] ?? 0;
    terms[i + 2] = change / 10;
  }
}

const dot = (weights: readonly number[], terms: Float64Array): number =>
  weights.reduce((sum, weight, i) => sum + weight * (terms[i] ?? 0), 0);
