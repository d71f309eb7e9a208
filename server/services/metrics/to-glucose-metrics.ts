import type { GlucoseMetrics, Metric, WithheldReason } from '#contracts/metrics.ts';
import { coefficientOfVariation } from '#models/metrics/coefficient-of-variation.ts';
import { episodes, type EpisodeLimit } from '#models/metrics/glucose/episodes.ts';
import { glucoseManagementIndicator } from '#models/metrics/glucose/glucose-management-indicator.ts';
import { glycaemiaRiskIndex } from '#models/metrics/glucose/glycaemia-risk-index.ts';
import { highBloodGlucoseIndex } from '#models/metrics/glucose/high-blood-glucose-index.ts';
import { lowBloodGlucoseIndex } from '#models/metrics/glucose/low-blood-glucose-index.ts';
import { meanAmplitudeOfExcursions } from '#models/metrics/glucose/mage.ts';
import { meanOfDailyDifferences } from '#models/metrics/glucose/modd.ts';
import { FOR_ITS_OWN_DAYS, FOR_THREE_MONTHS, reportInsufficiency } from '#models/metrics/glucose/report-sufficiency.ts';
import { sensorActivity } from '#models/metrics/glucose/sensor-activity.ts';
import { timeInPregnancyRanges } from '#models/metrics/glucose/time-in-pregnancy-ranges.ts';
import { timeInRanges } from '#models/metrics/glucose/time-in-ranges.ts';
import { mean } from '#models/metrics/mean.ts';
import type { Sample } from '#models/metrics/sample.ts';
import { standardDeviation } from '#models/metrics/standard-deviation.ts';
import { finite } from './finite.ts';

type Unless = <T>(compute: () => Metric<T>) => Metric<T>;

const unless =
  (reason: WithheldReason | null): Unless =>
  (compute) =>
    reason === null ? compute() : { value: null, reason };

/** The glucose metrics of a sensor's readings (mg/dL), each withheld where they do not suffice for it. */
export const toGlucoseMetrics = (
  samples: readonly Sample[],
  utcOffsetMinutes: number,
): Omit<GlucoseMetrics, 'from' | 'to'> => {
  const values = samples.map(({ value }) => value);
  const activity = sensorActivity(samples);
  const reasonForAll = values.length === 0 ? 'no-readings' : activity === null ? 'too-few-readings' : null;
  const ofDays = unless(reasonForAll ?? reportInsufficiency(activity, FOR_ITS_OWN_DAYS));
  const ofMonths = unless(reasonForAll ?? reportInsufficiency(activity, FOR_THREE_MONTHS));
  const number = (compute: () => number) => ofDays(() => finite(compute(), 'too-few-readings'));
  const count = (limit: EpisodeLimit) => {
    const found = episodes(samples, limit, utcOffsetMinutes);
    return { count: found.length, prolonged: found.filter(({ isProlonged }) => isProlonged).length };
  };
  return {
    readings: values.length,
    activity:
      activity === null
        ? { value: null, reason: reasonForAll ?? 'too-few-readings' }
        : { value: activity, reason: null },
    timeInRanges: ofDays(() => ({ value: timeInRanges(values), reason: null })),
    timeInPregnancyRanges: ofDays(() => ({ value: timeInPregnancyRanges(values), reason: null })),
    mean: number(() => mean(values)),
    standardDeviation: number(() => standardDeviation(values)),
    coefficientOfVariation: number(() => coefficientOfVariation(values)),
    glucoseManagementIndicator: ofMonths(() => finite(glucoseManagementIndicator(values), 'too-few-readings')),
    meanAmplitudeOfExcursions: number(() => meanAmplitudeOfExcursions(samples, utcOffsetMinutes)),
    meanOfDailyDifferences: number(() => meanOfDailyDifferences(samples, utcOffsetMinutes)),
    lowBloodGlucoseIndex: number(() => lowBloodGlucoseIndex(values)),
    highBloodGlucoseIndex: number(() => highBloodGlucoseIndex(values)),
    glycaemiaRiskIndex: number(() => glycaemiaRiskIndex(values)),
    episodes: ofDays(() => ({
      value: {
        below70: count({ below: 70 }),
        below54: count({ below: 54 }),
        above180: count({ above: 180 }),
        above250: count({ above: 250 }),
      },
      reason: null,
    })),
  };
};
