import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GLUCOSE_UNITS, type GlucoseUnit } from '#contracts/reading.ts';
import { THRESHOLD_RANGES } from '#contracts/threshold.ts';
import { MGDL_PER_MMOLL } from '#contracts/units.ts';
import { activeRules } from '#models/rules/active-rules.ts';
import { judge, JUDGEMENTS } from '#models/rules/judge.ts';
import { glucoseThresholdFrom, glucoseThresholdIn } from '#web-client/format/threshold.ts';
import { glucoseText } from '#web-client/format/value.ts';

type Bound = { key: 'glucoseLow2' | 'glucoseHighCrisis'; ruleId: string; operator: '<' | '>' };
const LOW: Bound = { key: 'glucoseLow2', ruleId: 'glucose.low-2', operator: '<' };
const HIGH: Bound = { key: 'glucoseHighCrisis', ruleId: 'glucose.high-crisis', operator: '>' };

const breaks = ({ key, ruleId }: Bound, unit: GlucoseUnit, mgPerDl: number, threshold?: number): boolean => {
  const overrides = threshold === undefined ? {} : { [key]: threshold };
  const rule = activeRules('china', overrides, { glucoseUnit: unit }).capillary.find(({ id }) => id === ruleId);
  return rule !== undefined && judge(rule, mgPerDl, 0, 0) >= JUDGEMENTS.breach;
};

describe('around the boundary, as a meter of either unit sends it and a page of either unit shows it', () => {
  it.each([
    [LOW, 'mg/dL', 53, true],
    [LOW, 'mg/dL', 54, false],
    [LOW, 'mg/dL', 2.9 * MGDL_PER_MMOLL, true],
    [LOW, 'mg/dL', 3.0 * MGDL_PER_MMOLL, false],
    [LOW, 'mmol/L', 53, true],
    [LOW, 'mmol/L', 54, false],
    [LOW, 'mmol/L', 2.9 * MGDL_PER_MMOLL, true],
    [LOW, 'mmol/L', 3.0 * MGDL_PER_MMOLL, false],
    // 53.4 mg/dL is 2.96 mmol/L: displayed as 53 it is low, displayed as 3.0 it is not.
    [LOW, 'mg/dL', 53.4, true],
    [LOW, 'mmol/L', 53.4, false],
    [HIGH, 'mg/dL', 300, false],
    [HIGH, 'mg/dL', 301, true],
    // Both stand on the page as 16.7 mmol/L.
    [HIGH, 'mmol/L', 300, true],
    [HIGH, 'mmol/L', 301, true],
    [HIGH, 'mmol/L', 299, false],
    [HIGH, 'mmol/L', 16.7 * MGDL_PER_MMOLL, true],
    [HIGH, 'mmol/L', 16.6 * MGDL_PER_MMOLL, false],
  ] as const)('%o in %s: %f -> %s', (bound, unit, mgPerDl, expected) => {
    expect(breaks(bound, unit, mgPerDl)).toBe(expected);
  });

  it('a threshold of 3.9 mmol/L takes 3.8 and leaves 3.9, whatever the sensor counted in', () => {
    const threshold = glucoseThresholdFrom(3.9, '<', 'mmol/L');
    const values = [3.8 * MGDL_PER_MMOLL, 69, 3.9 * MGDL_PER_MMOLL, 70, 71];
    expect(values.map((value) => glucoseText(value, 'mmol/L'))).toEqual(['3.8', '3.8', '3.9', '3.9', '3.9']);
    expect(values.map((value) => breaks(LOW, 'mmol/L', value, threshold))).toEqual([true, true, false, false, false]);
  });
});

const bound = fc.constantFrom(LOW, HIGH).chain((each) => {
  const { min, max } = THRESHOLD_RANGES[each.key];
  return fc.tuple(fc.constant(each), fc.integer({ min, max }));
});
const unit = fc.constantFrom(...GLUCOSE_UNITS);

it('judges what is displayed by the threshold that is displayed, for every value and threshold', () => {
  fc.assert(
    fc.property(bound, unit, fc.double({ min: 10, max: 1_000, noNaN: true }), ([each, threshold], shownIn, value) => {
      const [shown, limit] = [
        Number(glucoseText(value, shownIn)),
        glucoseThresholdIn(threshold, each.operator, shownIn),
      ];
      expect(breaks(each, shownIn, value, threshold)).toBe(each.operator === '<' ? shown < limit : shown > limit);
    }),
    { numRuns: 5_000 },
  );
});

it('keeps a threshold that was chosen as a displayed value, in tenths of a mmol/L too', () => {
  for (const operator of ['<', '<=', '>', '>='] as const) {
    for (let tenths = 30; tenths <= 170; tenths += 1) {
      const kept = glucoseThresholdFrom(tenths / 10, operator, 'mmol/L');
      expect(Number.isInteger(kept)).toBe(true);
      expect(glucoseThresholdIn(kept, operator, 'mmol/L')).toBe(tenths / 10);
    }
  }
});
