import { msg } from '@lit/localize';
import type { Alert, Explanation } from '#contracts/alert.ts';
import { READING_KINDS, type ReadingKind } from '#contracts/reading.ts';
import { durationText, exactDurationText } from '../format/time.ts';
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
    case 'batteryPercent':
      return msg('battery');
    case 'clockAheadMinutes':
      return msg('clock ahead');
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

const SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const satisfies Record<Comparison['operator'], string>;

/** `minutesWithout:glucose` names the kind that is missing. */
const missingKind = (quantity: string): ReadingKind | undefined =>
  READING_KINDS.find((kind) => quantity === `minutesWithout:${kind}`);

/** `systolic ≥ 180 mmHg` */
export const comparisonText = (comparison: Comparison, glucoseUnit: GlucoseUnit): string => {
  const { quantity, operator, threshold } = comparison;
  const missing = missingKind(quantity);
  if (missing !== undefined) return `${withoutWord(missing)} ${SIGNS[operator]} ${durationText(threshold * 60_000)}`;
  if (quantity === 'clockAheadMinutes')
    return `${quantityWord(quantity)} ${SIGNS[operator]} ${exactDurationText(threshold * 60_000)}`;
  const unit = unitOfQuantity(quantity);
  const isGlucose = unit === 'mg/dL';
  const value = isGlucose ? glucoseText(threshold, glucoseUnit) : threshold.toString();
  const shownUnit = isGlucose ? glucoseUnit : unit === '/min' ? msg('/min') : unit;
  return `${quantityWord(quantity)} ${SIGNS[operator]} ${value} ${shownUnit}`.trim();
};
