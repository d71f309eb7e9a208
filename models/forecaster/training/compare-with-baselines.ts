import { column, lowOutcomes, pickJudged, round } from '../evaluation.ts';
import type { Manifest } from '../manifest.ts';
import { rank } from '../metrics.ts';
import { interval, resample, type Measures, type Scored } from './bootstrap.ts';
import type { WindowSet } from './windows.ts';

/** The network beside AR(8) and the logistic regression on the same windows, with intervals over the patients. */
export function compareWithBaselines(
  windows: WindowSet,
  network: Float32Array,
  ar8: Float32Array,
  logistic: Float32Array,
  seed: number,
): Manifest['baselines'] {
  const scored = (values: Float32Array): Scored => ({
    mean30: column(values, 'at30-mean'),
    mean60: column(values, 'at60-mean'),
    low: column(values, 'minimumLow').map((minimum) => -minimum),
  });
  const measured = resample(
    windows,
    { network: scored(network), ar8: scored(ar8), logistic: { ...scored(ar8), low: logistic } },
    seed,
  );
  const of = (measure: keyof Measures) => interval(measured.network.map((drawn) => drawn[measure]));
  const gain = (measure: keyof Measures, other: readonly Measures[]) =>
    interval(measured.network.map((drawn, i) => drawn[measure] - (other[i]?.[measure] ?? Number.NaN)));
  const { isJudged, isLow } = lowOutcomes(windows);
  return {
    apLogistic: round(rank(pickJudged(logistic, isJudged), isLow).ap),
    intervals: {
      rmse30: of('rmse30'),
      rmse60: of('rmse60'),
      ap: of('ap'),
      rmse30MinusAr8: gain('rmse30', measured.ar8),
      rmse60MinusAr8: gain('rmse60', measured.ar8),
      apMinusAr8: gain('ap', measured.ar8),
      apMinusLogistic: gain('ap', measured.logistic),
    },
  };
}
