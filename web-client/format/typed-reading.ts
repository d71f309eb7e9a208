import type { ReadingKind, TypedReading } from '#contracts/reading.ts';
import { MGDL_PER_MMOLL } from '#contracts/units.ts';
import type { Judged } from '../ranges.ts';
import type { GlucoseUnit } from './value.ts';

/** What stands in the form: as typed, nothing lost. */
export type MeasureForm = {
  systolic: string;
  diastolic: string;
  pulse: string;
  glucose: string;
  /** A meter shows LO or HI where it cannot say a number. */
  beyond: 'none' | 'low' | 'high';
  meal: 'none' | 'fasting' | 'before' | 'after' | 'bedtime';
  heartRate: string;
  hasSymptoms: boolean;
};

export const EMPTY_FORM: MeasureForm = {
  systolic: '',
  diastolic: '',
  pulse: '',
  glucose: '',
  beyond: 'none',
  meal: 'none',
  heartRate: '',
  hasSymptoms: false,
};

export type Problem = 'missing' | 'impossible' | 'swapped';
export type FieldProblem = { field: keyof MeasureForm; problem: Problem };

/** What most meters can still show, in mg/dL: LO stands for less than the first, HI for more than the second. */
const METER_LIMITS = { low: 20, high: 600 } as const;

// The same ranges as at intake: what lies outside is impossible, not ill.
const POSSIBLE = {
  systolic: [50, 300],
  diastolic: [20, 200],
  pulse: [20, 250],
  heartRate: [20, 250],
  glucoseMgPerDl: [10, 1_000],
} as const;

/** A number as people type it: a comma is a point, full-width digits are digits. */
export const parseNumber = (text: string): number | null => {
  const plain = text.normalize('NFKC').trim().replace(',', '.');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
};

const isPossible = (value: number, [least, most]: readonly [number, number]): boolean =>
  value >= least && value <= most;

type Field = 'systolic' | 'diastolic' | 'pulse' | 'heartRate';

const read = (form: MeasureForm, field: Field): number | FieldProblem => {
  const value = parseNumber(form[field]);
  if (value === null) return { field, problem: form[field].trim() === '' ? 'missing' : 'impossible' };
  return isPossible(value, POSSIBLE[field]) ? value : { field, problem: 'impossible' };
};

type Parsed = { reading: TypedReading } | { problems: FieldProblem[] };

const isProblem = (value: number | FieldProblem): value is FieldProblem => typeof value !== 'number';

const symptoms = (form: MeasureForm) => (form.hasSymptoms ? { flags: ['symptoms' as const] } : {});

const bloodPressure = (form: MeasureForm): Parsed => {
  const systolic = read(form, 'systolic');
  const diastolic = read(form, 'diastolic');
  const pulse = form.pulse.trim() === '' ? null : read(form, 'pulse');
  const problems = [systolic, diastolic, ...(pulse === null ? [] : [pulse])].filter(isProblem);
  if (isProblem(systolic) || isProblem(diastolic) || problems.length > 0) return { problems };
  if (systolic <= diastolic) return { problems: [{ field: 'systolic', problem: 'swapped' }] };
  const rest = pulse === null || isProblem(pulse) ? {} : { pulse };
  return {
    reading: { kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', method: 'cuff', ...rest, ...symptoms(form) },
  };
};

const glucose = (form: MeasureForm, unit: GlucoseUnit): Parsed => {
  const rest = { ...(form.meal === 'none' ? {} : { meal: form.meal }), ...symptoms(form) };
  const base = { kind: 'glucose', specimen: 'capillary', ...rest } as const;
  if (form.beyond !== 'none') {
    const comparator = form.beyond === 'low' ? '<' : '>';
    return { reading: { ...base, value: METER_LIMITS[form.beyond], unit: 'mg/dL', comparator } };
  }
  const value = parseNumber(form.glucose);
  const mgPerDl = value === null ? null : unit === 'mmol/L' ? value * MGDL_PER_MMOLL : value;
  if (value !== null && mgPerDl !== null && isPossible(mgPerDl, POSSIBLE.glucoseMgPerDl))
    return { reading: { ...base, value, unit } };
  return { problems: [{ field: 'glucose', problem: form.glucose.trim() === '' ? 'missing' : 'impossible' }] };
};

const heartRate = (form: MeasureForm): Parsed => {
  const value = read(form, 'heartRate');
  if (isProblem(value)) return { problems: [value] };
  return { reading: { kind: 'heart-rate', value, unit: '/min', context: 'rest', ...symptoms(form) } };
};

/** The reading that was typed, or what is wrong with it, field by field. */
export const parseForm = (kind: ReadingKind, form: MeasureForm, unit: GlucoseUnit): Parsed => {
  switch (kind) {
    case 'blood-pressure':
      return bloodPressure(form);
    case 'glucose':
      return glucose(form, unit);
    case 'heart-rate':
      return heartRate(form);
  }
};

/** What was typed, in canonical units, for the word beside it. */
export const toJudged = (reading: TypedReading): Judged => {
  switch (reading.kind) {
    case 'blood-pressure':
      return reading;
    case 'glucose': {
      const value = reading.unit === 'mmol/L' ? reading.value * MGDL_PER_MMOLL : reading.value;
      return { kind: 'glucose', value, comparator: reading.comparator ?? null };
    }
    case 'heart-rate':
      return { kind: 'heart-rate', value: reading.value, context: reading.context ?? 'unknown' };
  }
};

/** `128/82`, `6.4` or `LO`, as the person read it from the device. */
export const typedText = (reading: TypedReading): string => {
  switch (reading.kind) {
    case 'blood-pressure':
      return `${reading.systolic}/${reading.diastolic}`;
    case 'glucose':
      return reading.comparator === undefined ? reading.value.toString() : reading.comparator === '<' ? 'LO' : 'HI';
    case 'heart-rate':
      return reading.value.toString();
  }
};
