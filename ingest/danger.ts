import { GLUCOSE_UNITS, PRESSURE_UNITS, type QuarantineReason } from '#contracts/reading.ts';
import type { ActiveRules } from '#models/rules/active-rules.ts';
import { FACTS, judge, JUDGEMENTS } from '#models/rules/judge.ts';
import type { Stream } from '#models/rules/rule.ts';
import { crisisBand } from '#models/rules/with-layers.ts';
import type { Item } from './item.ts';
import { inOtherUnit, toMgPerDl, toMmHg } from './plausible.ts';
import { isRecord } from './validate.ts';

/** `Lo`, `HI`, `0Hi`: a meter's limits, written where a number should be. */
const LIMIT_AS_TEXT = /^[\s\d]*(?:lo|low|hi|high)\s*$/i;
/** What a cuff writes that does not know "not a number" (2047): no value, so on no side. */
const NO_VALUE = 2047;

/** Does a value that was not believed point to danger? Then somebody has to look, and the patient measures again. */
export const isDangerous = (item: Item, reason: QuarantineReason, rules: ActiveRules): boolean => {
  const { reading, element } = item;
  const fields = reason === 'unit-probably-wrong' && reading !== null ? inOtherUnit(reading) : (reading ?? element);
  if (!isRecord(fields)) return false;
  if ([fields['value'], fields['systolic'], fields['diastolic']].some(isLimitAsText)) return true;
  switch (fields['kind']) {
    case 'blood-pressure':
      return isDangerousPressure(fields, rules);
    case 'glucose':
      return isDangerousGlucose(fields, rules);
    case 'heart-rate':
      return breaksAny(rules, 'heart-rate', numberIn(fields['value']), 0);
    default:
      return false;
  }
};

const isLimitAsText = (value: unknown): boolean => typeof value === 'string' && LIMIT_AS_TEXT.test(value);

const numberIn = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

/**
 * Only what no patient is watched without is danger: a pulse of 108 that was not believed can wait. By day or by night:
 * when it was measured is often what is not believed.
 */
const breaksAny = (rules: ActiveRules, stream: Stream, first: number, second: number): boolean =>
  rules[stream].some((rule) => {
    const band = crisisBand(rule);
    if (band === null) return false;
    return [0, FACTS.night].some((facts) => judge(band, first, second, facts) >= JUDGEMENTS.breach);
  });

const isDangerousPressure = (fields: Record<string, unknown>, rules: ActiveRules): boolean => {
  const [systolic, diastolic] = [numberIn(fields['systolic']), numberIn(fields['diastolic'])];
  if (systolic === NO_VALUE && diastolic === NO_VALUE) return false;
  return unitsToTry(fields['unit'], PRESSURE_UNITS).some((unit) =>
    breaksAny(rules, 'cuff', toMmHg(systolic, unit), toMmHg(diastolic, unit)),
  );
};

const isDangerousGlucose = (fields: Record<string, unknown>, rules: ActiveRules): boolean => {
  const value = numberIn(fields['value']);
  return unitsToTry(fields['unit'], GLUCOSE_UNITS).some((unit) => {
    const mgPerDl = toMgPerDl(value, unit);
    return breaksAny(rules, 'capillary', mgPerDl, 0);
  });
};

/** A unit that nobody knows may be any of them. */
const unitsToTry = <U extends string>(unit: unknown, units: readonly U[]): readonly U[] => {
  const named = units.find((known) => known === unit);
  return named === undefined ? units : [named];
};
