import type { Explanation } from '#contracts/alert.ts';
import type { GlucoseUnit } from '#contracts/reading.ts';
import { GLUCOSE_STEP } from '#contracts/units.ts';
import type { Locale } from '#contracts/user.ts';

type Reader = { locale: Locale; glucoseUnit: GlucoseUnit; timeZone: string };
type Contribution = Explanation['contributions'][number];

const glucose = (mgPerDl: number, unit: Reader['glucoseUnit']): string => {
  const steps = Math.round(mgPerDl / GLUCOSE_STEP[unit]);
  return unit === 'mmol/L' ? (steps / 10).toFixed(1) : steps.toString();
};

/** `192/113 mmHg`, `2.9 mmol/L`, `134 /min`: as the page writes it. */
const valueText = (contribution: Contribution, { locale, glucoseUnit }: Reader): string | null => {
  const { values, unit } = contribution;
  const comparator: string = contribution.comparator ?? '';
  const { systolic, diastolic } = values;
  if (systolic !== undefined && diastolic !== undefined) {
    return `${Math.round(systolic)}/${Math.round(diastolic)} mmHg`;
  }
  const [value] = Object.values(values);
  if (value === undefined) return null;
  if (unit === 'mg/dL') return `${comparator}${glucose(value, glucoseUnit)} ${glucoseUnit}`;
  return `${comparator}${Math.round(value)} ${unit === '/min' && locale === 'zh-CN' ? '次/分' : unit}`;
};

/** Its newest reading with unit and time, in the patient's zone; null where the alert stands on no reading. */
export const readingText = ({ contributions }: Pick<Explanation, 'contributions'>, reader: Reader): string | null => {
  const newest = contributions.toSorted((a, b) => b.effectiveAt.localeCompare(a.effectiveAt))[0];
  if (newest === undefined) return null;
  const value = valueText(newest, reader);
  if (value === null) return null;
  const at = new Intl.DateTimeFormat(reader.locale, {
    timeZone: reader.timeZone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(newest.effectiveAt));
  return `${value}, ${at}`;
};
