import { lowOutcomes, pickJudged } from '../evaluation.ts';
import { seededRandom } from './random.ts';
import type { WindowSet } from './windows.ts';

/** Of one model: expected glucose, and a score that is higher the likelier a low is. */
export type Scored = { mean30: Float32Array; mean60: Float32Array; low: Float32Array };

/** Of one model over a resample of the patients. */
export type Measures = { rmse30: number; rmse60: number; ap: number };

const RESAMPLES = 1_000;

/**
 * Measures of each model over the same resamples of patients, drawn with replacement (Efron's bootstrap): windows of one
 * person are no independent draws, people are.
 */
export function resample<Name extends string>(
  windows: WindowSet,
  models: Record<Name, Scored>,
  seed: number,
): Record<Name, Measures[]> {
  const random = seededRandom(seed);
  const patients = [...new Set(windows.patientOf)];
  const measured = {} as Record<Name, Measures[]>;
  const prepared = (Object.entries(models) as [Name, Scored][]).map(([name, scored]) => {
    measured[name] = [];
    return { name, measure: prepare(windows, scored) };
  });
  const weights = new Float64Array(Math.max(...patients) + 1);
  for (let i = 0; i < RESAMPLES; i += 1) {
    weights.fill(0);
    for (let k = 0; k < patients.length; k += 1) {
      const drawn = patients[Math.floor(random() * patients.length)] ?? 0;
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    for (const { name, measure } of prepared) measured[name].push(measure(weights));
  }
  return measured;
}

/** 2.5 and 97.5 % of a measure over the resamples. */
export function interval(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return [at(0.025), at(0.975)].map((value) => Math.round(value * 10_000) / 10_000) as [number, number];
}

/** What can be had before the resampling: sums of squares of each patient, and the windows in the order of the score. */
function prepare(windows: WindowSet, { mean30, mean60, low }: Scored): (weights: Float64Array) => Measures {
  const at30 = sumSquares(windows.patientOf, mean30, windows.after30);
  const at60 = sumSquares(windows.patientOf, mean60, windows.after60);
  const { isJudged, isLow } = lowOutcomes(windows);
  const scores = pickJudged(low, isJudged);
  const patientOf = windows.patientOf.filter((_, i) => isJudged[i] === 1);
  const order = new Uint32Array(scores.length).map((_, i) => i);
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const patientAt = Uint16Array.from(order, (window) => patientOf[window] ?? 0);
  const lowAt = Uint8Array.from(order, (window) => isLow[window] ?? 0);
  return (weights) => ({
    rmse30: rootMean(at30, weights),
    rmse60: rootMean(at60, weights),
    ap: averagePrecision(patientAt, lowAt, weights),
  });
}

type Squares = { sums: Float64Array; counts: Float64Array };

function sumSquares(patientOf: Uint16Array, forecasts: Float32Array, truths: Float32Array): Squares {
  const size = patientOf.reduce((most, patient) => Math.max(most, patient), 0) + 1;
  const sums = new Float64Array(size);
  const counts = new Float64Array(size);
  for (const [i, patient] of patientOf.entries()) {
    const error = (forecasts[i] ?? Number.NaN) - (truths[i] ?? Number.NaN);
    if (Number.isNaN(error)) continue;
    sums[patient] = (sums[patient] ?? 0) + error * error;
    counts[patient] = (counts[patient] ?? 0) + 1;
  }
  return { sums, counts };
}

function rootMean({ sums, counts }: Squares, weights: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const [patient, weight] of weights.entries()) {
    sum += weight * (sums[patient] ?? 0);
    count += weight * (counts[patient] ?? 0);
  }
  return Math.sqrt(sum / count);
}

function averagePrecision(patientAt: Uint16Array, lowAt: Uint8Array, weights: Float64Array): number {
  let found = 0;
  let seen = 0;
  let sum = 0;
  for (let i = 0; i < lowAt.length; i += 1) {
    const weight = weights[patientAt[i] ?? 0] ?? 0;
    if (weight === 0) continue;
    seen += weight;
    if (lowAt[i] === 0) continue;
    found += weight;
    sum += (weight * found) / seen;
  }
  return sum / found;
}
