import { expect, it } from 'vitest';
import { comparisonText } from '#web-client/words/evidence.ts';

const ahead = (minutes: number): string =>
  comparisonText({ quantity: 'clockAheadMinutes', operator: '>=', threshold: minutes }, 'mmol/L');

it('says how far a clock is ahead, never more than it is', () => {
  expect(ahead(7)).toBe('clock ahead ≥ 7 mins');
  expect(ahead(479)).toBe('clock ahead ≥ 7 hrs 59 mins');
  expect(ahead(480)).toBe('clock ahead ≥ 8 hrs');
  expect(ahead(2 * 1_440)).toBe('clock ahead ≥ 2 days');
  expect(ahead(3 * 1_440 - 1)).toBe('clock ahead ≥ 2 days');
});
