import type { Manifest } from '../manifest.ts';

/** Share of the truths below a quantile, less the quantile. */
const MAX_MISCALIBRATION = 0.015;

/**
 * Why an artifact must not ship; empty when it may. The first two limits are below what published forecasters reach on
 * such data: whoever gets there has let the future into the features.
 */
export function objections({ outOfFold, comparison }: Pick<Manifest, 'outOfFold' | 'comparison'>): string[] {
  const { rmse30, rmse60, rmsePersistence, rmseAr8, rmse60Persistence, rmse60Ar8, low30, calibration } = outOfFold;
  const ap = low30.ap ?? Number.NaN;
  const demands: [string, boolean][] = [
    ['RMSE at 30 min is below 11 mg/dL: the future has leaked into the features', rmse30 >= 11],
    ['average precision is 0.65 or more: the future has leaked into the features', ap < 0.65],
    ['RMSE at 30 min is not below persistence and AR(8)', rmse30 < Math.min(rmsePersistence, rmseAr8)],
    ['RMSE at 60 min is not below persistence and AR(8)', rmse60 < Math.min(rmse60Persistence, rmse60Ar8)],
    ['average precision is not surely above that of AR(8)', comparison.intervals.apMinusAr8[0] > 0],
    ['average precision is not surely above that of logistic regression', comparison.intervals.apMinusLogistic[0] > 0],
    [
      `a quantile is off by more than ${100 * MAX_MISCALIBRATION} points`,
      calibration.every(
        ({ quantile, at30, at60 }) =>
          Math.max(Math.abs(at30 - quantile), Math.abs(at60 - quantile)) <= MAX_MISCALIBRATION,
      ),
    ],
    [
      'somebody with a day of windows is forecast worse than by persistence',
      outOfFold.patientsWorseThanPersistence === 0,
    ],
  ];
  return demands.filter(([, isMet]) => !isMet).map(([objection]) => objection);
}
