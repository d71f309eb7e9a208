import { msg, str } from '@lit/localize';
import type { ReadingKind } from '#contracts/reading.ts';
import { ALL_DAY_KEYS, type SwitchableLayer, type ThresholdKey, type ThresholdLimit } from '#contracts/threshold.ts';
import { boundText } from '../format/threshold.ts';
import { unitOf, type GlucoseUnit } from '../format/value.ts';
import { SIGNS } from './evidence.ts';

/** Which thresholds stand over which readings, in the order of the page. */
export const THRESHOLDS_OF = {
  'blood-pressure': ['crisisSystolic', 'crisisDiastolic', 'lowSystolic', 'homeMeanSystolic', 'homeMeanDiastolic'],
  glucose: ['glucoseHighCrisis', 'glucoseHigh2', 'glucoseLow1', 'glucoseLow2'],
  'heart-rate': ['heartRateHigh', 'heartRateRaised', 'heartRateReduced', 'heartRateLow'],
} as const satisfies Record<ReadingKind, readonly ThresholdKey[]>;

export const kindOfThreshold = (key: ThresholdKey): ReadingKind =>
  (Object.keys(THRESHOLDS_OF) as ReadingKind[]).find((kind) =>
    (THRESHOLDS_OF[kind] as readonly ThresholdKey[]).includes(key),
  ) ?? 'blood-pressure';

/** The same by day and by night, such as the mean of a week. */
export const isOfAllDay = (key: ThresholdKey): boolean => ALL_DAY_KEYS.some((allDay) => allDay === key);

export const thresholdWord = (key: ThresholdKey): string => {
  switch (key) {
    case 'crisisSystolic':
      return msg('Crisis, systolic');
    case 'crisisDiastolic':
      return msg('Crisis, diastolic');
    case 'lowSystolic':
      return msg('Low, systolic');
    case 'homeMeanSystolic':
      return msg('Mean of a week at home, systolic');
    case 'homeMeanDiastolic':
      return msg('Mean of a week at home, diastolic');
    case 'glucoseHigh2':
      return msg('Hyperglycaemia, level 2');
    case 'glucoseLow1':
      return msg('Hypoglycaemia, level 1');
    case 'glucoseLow2':
      return msg('Hypoglycaemia, level 2');
    case 'glucoseHighCrisis':
      return msg('Hyperglycaemia at crisis level');
    case 'heartRateHigh':
      return msg('Very fast heart rate at rest');
    case 'heartRateRaised':
      return msg('Fast heart rate at rest');
    case 'heartRateReduced':
      return msg('Slow heart rate at rest');
    case 'heartRateLow':
      return msg('Very slow heart rate at rest');
  }
};

/** A layer of detection that can be switched off. */
export const layerWord = (layer: SwitchableLayer): string => {
  switch (layer) {
    case 'windowed':
      return msg(
        'Rules over a stretch of time: glucose episodes, resting heart rate, irregular pulse, mean of a week at home',
      );
    case 'baseline':
      return msg(
        'What is usual for this patient: days of blood pressure or pulse outside it, and single readings far from it',
      );
    case 'forecast':
      return msg('Forecast of a low glucose');
  }
};

type Bound = Pick<ThresholdLimit, 'key' | 'operator'>;

/** `≥ 170` */
export const boundWord = (bound: Bound, canonical: number, unit: GlucoseUnit): string =>
  `${SIGNS[bound.operator]} ${boundText(bound, canonical, unit)}`;

/** `≥ 170 mmHg` */
export const boundWithUnit = (bound: Bound, canonical: number, unit: GlucoseUnit): string =>
  `${boundWord(bound, canonical, unit)} ${unitOf(kindOfThreshold(bound.key), unit)}`;

/** Why a slider stops where it does. */
export const floorWord = (limit: ThresholdLimit, unit: GlucoseUnit): string => {
  const bound = boundWithUnit(limit, limit.default, unit);
  return limit.operator.startsWith('<')
    ? msg(str`Critical floor ${bound}: the alert may come earlier, at higher values, never later.`)
    : msg(str`Critical floor ${bound}: the alert may come earlier, at lower values, never later.`);
};

export const alertCount = (count: number): string => (count === 1 ? msg('1 alert') : msg(str`${count} alerts`));
export const pagedCount = (count: number): string => msg(str`paged ${count}`);
