import { expect, it } from 'vitest';
import { comparisonText, pulseText } from '#web-client/words/evidence.ts';

const ahead = (minutes: number): string =>
  comparisonText({ quantity: 'clockAheadMinutes', operator: '>=', threshold: minutes }, 'mmol/L');

it('says how far a clock is ahead, never more than it is', () => {
  expect(ahead(7)).toBe('clock ahead ≥ 7 mins');
  expect(ahead(479)).toBe('clock ahead ≥ 7 hrs 59 mins');
  expect(ahead(480)).toBe('clock ahead ≥ 8 hrs');
  expect(ahead(2 * 1_440)).toBe('clock ahead ≥ 2 days');
  expect(ahead(3 * 1_440 - 1)).toBe('clock ahead ≥ 2 days');
});

it('says of an irregular pulse how much of it was irregular, and by which bounds', () => {
  expect(pulseText({ windows: 512, irregularWindows: 450 })).toBe(
    '450 of 512 windows of 30 beats were irregular (88 %)',
  );
  expect(pulseText({ windows: 0, irregularWindows: 0 })).toContain('(0 %)');
  expect(comparisonText({ quantity: 'sampleEntropy', operator: '>=', threshold: -0.8 }, 'mmol/L')).toBe(
    'irregularity of the beats (coefficient of sample entropy) ≥ -0.8',
  );
  expect(comparisonText({ quantity: 'irregularMinutes', operator: '>=', threshold: 2 }, 'mmol/L')).toBe(
    'more irregular than regular time ≥ 2 mins',
  );
});
