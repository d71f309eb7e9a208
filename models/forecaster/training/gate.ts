import type { Manifest } from '../manifest.ts';

/** Share of the truths below a quantile, less the quantile. */
const MAX_MISCALIBRATION = 0.015;
/** More often than once in two days, and people stop looking. */
const MAX_FALSE_ALARMS_PER_DAY = 0.5;

/**
 * Why an artifact must not ship; empty when it may. The first two limits are below what published forecasters reach on
 * such data: whoever gets there has let the future into the features.
 */
export function objections({ outOfFold, baselines }: Pick<Manifest, 'outOfFold' | 'baselines'>): string[] {
  const { rmse30, rmse60, rmsePersistence, rmseAr8, rmse60Persistence, rmse60Ar8, low30, calibration, lows } =
    outOfFold;
  const ap = low30.ap ?? Number.NaN;
  const demands: [string, boolean][] = [
    ['RMSE at 30 min is below 11 mg/dL: the future has leaked into the features', rmse30 >= 11],
    ['average precision is 0.65 or more: the future has leaked into the features', ap < 0.65],
    ['RMSE at 30 min is not below persistence and AR(8)', rmse30 < Math.min(rmsePersistence, rmseAr8)],
    ['RMSE at 60 min is not below persistence and AR(8)', rmse60 < Math.min(rmse60Persistence, rmse60Ar8)],
    ['average precision is not surely above that of AR(8)', baselines.intervals.apMinusAr8[0] > 0],
    ['average precision is not surely above that of logistic regression', baselines.intervals.apMinusLogistic[0] > 0],
    [
      `there are more than ${MAX_FALSE_ALARMS_PER_DAY} false alarms per patient-day`,
      lows.falseAlarmsPerPatientDay <= MAX_FALSE_ALARMS_PER_DAY,
    ],
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
