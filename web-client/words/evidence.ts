import { msg, str } from '@lit/localize';
import type { Alert, Explanation } from '#contracts/alert.ts';
import { READING_KINDS, type ReadingKind } from '#contracts/reading.ts';
import { dayText, durationText, exactDurationText, momentText } from '../format/time.ts';
import { glucoseThresholdText } from '../format/threshold.ts';
import { glucoseText, type GlucoseUnit, type ShownValue } from '../format/value.ts';
import { withoutWord } from './expectation.ts';

export type Contribution = Explanation['contributions'][number];
export type Comparison = Explanation['comparisons'][number];

/** One contributing value as people write it. Names and units are canonical; glucose is shown in the patient's unit. */
export const contributionValue = (contribution: Contribution, glucoseUnit: GlucoseUnit): ShownValue => {
  const { values, unit, comparator = '' } = contribution;
  const { systolic, diastolic } = values;
  if (systolic !== undefined && diastolic !== undefined)
    return { value: `${Math.round(systolic)}/${Math.round(diastolic)}`, unit: 'mmHg' };
  const [value] = Object.values(values);
  if (value === undefined) return { value: '–', unit: '' };
  if (unit === 'mg/dL') return { value: `${comparator}${glucoseText(value, glucoseUnit)}`, unit: glucoseUnit };
  return { value: `${comparator}${Math.round(value)}`, unit: unit === '/min' ? msg('/min') : unit };
};

/** The newest contributing value of an alert: what the person who looks first wants to see. */
export const newestContribution = (alert: Pick<Alert, 'explanation'>): Contribution | null =>
  alert.explanation.contributions.reduce<Contribution | null>(
    (newest, each) => (newest === null || each.effectiveAt > newest.effectiveAt ? each : newest),
    null,
  );

/** What an alert shows first: its newest reading, or the mean that made it, and when or of what. */
export type Evidence = ShownValue & { detail: string };

export const evidenceOf = (
  { explanation }: Pick<Alert, 'explanation'>,
  glucoseUnit: GlucoseUnit,
  now: Date,
): Evidence | null => {
  const newest = newestContribution({ explanation });
  if (newest !== null) {
    return { ...contributionValue(newest, glucoseUnit), detail: momentText(newest.effectiveAt, now) };
  }
  const { mean, shift } = explanation;
  if (mean !== undefined) return { ...meanValue(mean), detail: msg(str`mean of ${mean.days} days`) };
  return shift === undefined ? null : { ...shiftValue(shift), detail: msg('away from the usual') };
};

/** When the condition began: a moment, or a day of the patient's calendar, wherever it is read. */
export const onsetText = (
  { onsetAt, explanation: { mean, shift } }: Pick<Alert, 'onsetAt' | 'explanation'>,
  now: Date,
): string => {
  const since = (mean ?? shift)?.since;
  return since === undefined ? momentText(onsetAt, now) : calendarDayText(since, now);
};

const calendarDayText = (date: string, now: Date): string => dayText(new Date(`${date}T12:00`), now);

type Mean = NonNullable<Explanation['mean']>;

/** A mean at a tenth: 134.8 is not 135. */
export const meanValue = ({ systolic, diastolic }: Mean): ShownValue => ({
  value: `${systolic.toFixed(1)}/${diastolic.toFixed(1)}`,
  unit: 'mmHg',
});

/** `8 readings on 4 days, 19 Nov to 22 Nov` */
export const meanDetail = ({ readings, days, from, to }: Mean, now: Date): string => {
  const day = (date: string): string => calendarDayText(date, now);
  return msg(str`${readings} readings on ${days} days, ${day(from)} to ${day(to)}`);
};

/** `450 of 512 windows of 30 beats were irregular (88 %)` */
export const pulseText = ({ windows, irregularWindows }: NonNullable<Explanation['pulse']>): string => {
  const percent = windows === 0 ? 0 : Math.round((100 * irregularWindows) / windows);
  return msg(str`${irregularWindows} of ${windows} windows of 30 beats were irregular (${percent} %)`);
};

type Usual = NonNullable<Explanation['usual']>;
type Shift = NonNullable<Explanation['shift']>;

/** Pressure stands as a pair, `+16/+9`; what is below the usual has a minus sign. */
export const shiftValue = ({ changes }: Shift): ShownValue => {
  const signed = (by: number): string => {
    const whole = Math.round(Math.abs(by));
    return whole === 0 ? '0' : `${by < 0 ? '−' : '+'}${whole}`;
  };
  return {
    value: changes.map(({ by }) => signed(by)).join('/'),
    unit: shownUnit(unitOfQuantity(changes[0]?.quantity ?? ''), 'mmol/L'),
  };
};

/** `away from the usual at the same time of day, 19 Nov to 22 Nov` */
export const shiftDetail = ({ from, to }: Shift, now: Date): string => {
  const day = (date: string): string => calendarDayText(date, now);
  return msg(str`away from the usual at the same time of day, ${day(from)} to ${day(to)}`);
};

/** `108–128 / 68–82` mmHg, `56–70` /min, `4.1–9.8` mmol/L. */
export const usualValue = ({ ranges }: Usual, glucoseUnit: GlucoseUnit): ShownValue => {
  const unit = unitOfQuantity(ranges[0]?.quantity ?? '');
  const text = (value: number): string =>
    unit === 'mg/dL' ? glucoseText(value, glucoseUnit) : Math.round(value).toString();
  return {
    value: ranges.map(({ low, high }) => `${text(low)}–${text(high)}`).join(' / '),
    unit: shownUnit(unit, glucoseUnit),
  };
};

/** What the usual range rests on. */
export const usualDetail = ({ around, days }: Usual): string =>
  around === 'hour' ? msg(str`at this time of day, by ${days} days`) : msg(str`at any time of day, by ${days} days`);

export const quantityWord = (quantity: string): string => {
  switch (quantity) {
    case 'systolic':
      return msg('systolic');
    case 'diastolic':
      return msg('diastolic');
    case 'meanArterial':
      return msg('mean arterial pressure');
    case 'glucose':
      return msg('glucose');
    case 'heartRate':
      return msg('heart rate');
    case 'systolicFromUsual':
      return msg('systolic, away from the usual');
    case 'diastolicFromUsual':
      return msg('diastolic, away from the usual');
    case 'heartRateFromUsual':
      return msg('heart rate, away from the usual');
    case 'batteryPercent':
      return msg('battery');
    case 'clockAheadMinutes':
      return msg('clock ahead');
    case 'sampleEntropy':
      return msg('irregularity of the beats (coefficient of sample entropy)');
    case 'irregularMinutes':
      return msg('more irregular than regular time');
    default:
      return quantity;
  }
};

/** The unit that a compared quantity is in. */
const unitOfQuantity = (quantity: string): 'mmHg' | 'mg/dL' | '/min' | '%' | '' => {
  const name = quantity.toLowerCase();
  if (name.includes('systolic') || name.includes('diastolic') || name.includes('arterial')) return 'mmHg';
  if (name.includes('glucose')) return 'mg/dL';
  if (name.includes('percent')) return '%';
  return name.includes('heart') || name.includes('pulse') ? '/min' : '';
};

const shownUnit = (unit: ReturnType<typeof unitOfQuantity>, glucoseUnit: GlucoseUnit): string =>
  unit === 'mg/dL' ? glucoseUnit : unit === '/min' ? msg('/min') : unit;

export const SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const satisfies Record<
  Comparison['operator'],
  string
>;

/** `minutesWithout:glucose` names the kind that is missing. */
const missingKind = (quantity: string): ReadingKind | undefined =>
  READING_KINDS.find((kind) => quantity === `minutesWithout:${kind}`);

/** `systolic ≥ 180 mmHg` */
export const comparisonText = (comparison: Comparison, glucoseUnit: GlucoseUnit): string => {
  const { quantity, operator, threshold } = comparison;
  const missing = missingKind(quantity);
  if (missing !== undefined) return `${withoutWord(missing)} ${SIGNS[operator]} ${durationText(threshold * 60_000)}`;
  if (quantity === 'clockAheadMinutes' || quantity === 'irregularMinutes')
    return `${quantityWord(quantity)} ${SIGNS[operator]} ${exactDurationText(threshold * 60_000)}`;
  const unit = unitOfQuantity(quantity);
  const isGlucose = unit === 'mg/dL';
  const value = isGlucose ? glucoseThresholdText(threshold, operator, glucoseUnit) : threshold.toString();
  return `${quantityWord(quantity)} ${SIGNS[operator]} ${value} ${shownUnit(unit, glucoseUnit)}`.trim();
};
