import { HOUR_MS, MINUTE_MS, type Rule } from './rule.ts';

/**
 * Heart rate means nothing without activity: one minute above 100 happens 8.5 times a day, ten minutes at rest above it
 * once in 50 days. So: unbroken for 10 min, no steps in any of those minutes. Worked example: 135 each minute from
 * 10:00 to 10:10 without a step is raised at 10:10; one minute with steps at 10:05 starts the count again.
 */
const atRest = {
  stream: 'heart-rate',
  atRest: true,
  severity: 'critical',
  raiseAfterMs: 10 * MINUTE_MS,
  paging: { when: 'at-once' },
  clearAfterMs: 0,
  gapMs: HOUR_MS,
  relevanceMs: HOUR_MS,
} as const satisfies Partial<Rule>;

export const HEART_RATE_RULES: readonly Rule[] = [
  {
    id: 'hr.rest-high',
    source: 'Royal College of Physicians, NEWS2: pulse >= 131 scores 3',
    // Over at 120 and below.
    comparisons: [
      {
        quantity: 'heartRate',
        operator: '>=',
        threshold: 131,
        clearBand: 10,
        override: { key: 'heartRateHigh', mayRelax: false },
      },
    ],
    ...atRest,
  },
  {
    id: 'hr.rest-low',
    source: 'Royal College of Physicians, NEWS2: pulse <= 40 scores 3',
    // Over at 46 and above, at rest: walking about raises any pulse.
    comparisons: [
      {
        quantity: 'heartRate',
        operator: '<=',
        threshold: 40,
        clearBand: 5,
        override: { key: 'heartRateLow', mayRelax: false },
      },
    ],
    ...atRest,
  },
];
