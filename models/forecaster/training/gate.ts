import type { Manifest } from '../manifest.ts';

/**
 * Why an artifact must not ship; empty when it may. The first two limits are below what published forecasters reach on
 * such data: whoever gets there has let the future into the features.
 */
export function objections({ outOfFold, baselines }: Pick<Manifest, 'outOfFold' | 'baselines'>): string[] {
  const { rmse30, rmse60, rmsePersistence, rmseAr8, low30 } = outOfFold;
  const ap = low30.ap ?? Number.NaN;
  const demands: [string, boolean][] = [
    ['RMSE at 30 min is below 11 mg/dL: the future has leaked into the features', rmse30 >= 11],
    ['average precision is 0.65 or more: the future has leaked into the features', ap < 0.65],
    ['RMSE at 30 min is not below persistence and AR(8)', rmse30 < Math.min(rmsePersistence, rmseAr8)],
    [
      'RMSE at 60 min is not below persistence and AR(8)',
      rmse60 < Math.min(baselines.rmse60Persistence, baselines.rmse60Ar8),
    ],
    ['average precision is not above that of AR(8)', ap > (low30.apAr8 ?? Number.NaN)],
  ];
  return demands.filter(([, isMet]) => !isMet).map(([objection]) => objection);
}
