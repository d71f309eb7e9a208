import { expect, it } from 'vitest';
import type { Explanation } from '#contracts/alert.ts';
import {
  comparisonText,
  evidenceOf,
  onsetText,
  shiftValue,
  usualDetail,
  usualValue,
} from '#web-client/words/evidence.ts';

const range = (quantity: string, low: number, median: number, high: number) => ({ quantity, low, median, high });
const NOW = new Date('2026-04-05T08:00:00Z');

it('shows what is usual as ranges, each quantity in the unit people read', () => {
  const pressure = [range('systolic', 107.6, 118, 128.4), range('diastolic', 67.7, 75, 82.2)];
  expect(usualValue({ around: 'hour', days: 24, ranges: pressure }, 'mg/dL')).toEqual({
    ...{ value: '108–128 / 68–82', unit: 'mmHg' },
  });
  const pulse = { around: 'day', days: 9, ranges: [range('heartRate', 55.6, 62, 68.4)] } as const;
  expect(usualValue({ ...pulse, ranges: [...pulse.ranges] }, 'mmol/L')).toEqual({ value: '56–68', unit: '/min' });
  const glucose = { around: 'hour' as const, days: 24, ranges: [range('glucose', 73.4, 118, 177)] };
  expect(usualValue(glucose, 'mmol/L')).toEqual({ value: '4.1–9.8', unit: 'mmol/L' });
  expect(usualValue(glucose, 'mg/dL')).toEqual({ value: '73–177', unit: 'mg/dL' });
  expect(usualDetail(glucose)).toBe('at this time of day, by 24 days');
  expect(usualDetail({ ...glucose, around: 'day' })).toBe('at any time of day, by 24 days');
});

it('shows a shift with its sign, and where it began', () => {
  const shift = {
    changes: [
      { quantity: 'systolic', by: 15.6 },
      { quantity: 'diastolic', by: -0.4 },
    ],
    ...{ days: 3, from: '2026-03-31', to: '2026-04-02', since: '2026-04-01' },
  };
  expect(shiftValue(shift)).toEqual({ value: '+16/0', unit: 'mmHg' });
  expect(shiftValue({ ...shift, changes: [{ quantity: 'heartRate', by: -11.5 }] })).toEqual({
    ...{ value: '−12', unit: '/min' },
  });
  const explanation: Explanation = {
    ...{ ruleId: 'bp.baseline', ruleSet: 'china', ruleVersion: '1', source: 'a paper', contributions: [], shift },
    comparisons: [{ quantity: 'systolicFromUsual', operator: '>=', threshold: 11.9 }],
  };
  const alert = { onsetAt: '2026-03-31T16:00:00Z', explanation };
  expect(evidenceOf(alert, 'mmol/L', NOW)).toMatchObject({ value: '+16/0', unit: 'mmHg' });
  // A day of the patient's calendar, not an instant of the reader's.
  expect(onsetText(alert, NOW)).not.toContain(':');
  expect(explanation.comparisons.map((comparison) => comparisonText(comparison, 'mmol/L'))).toEqual([
    'systolic, away from the usual ≥ 11.9 mmHg',
  ]);
});
