import { HOUR_MS, MINUTE_MS, type Rule } from './rule.ts';

/**
 * Heart rate means nothing without activity: one minute above 100 happens 8.5 times a day, ten minutes at rest above it
 * once in 50 days. So: unbroken for 10 min, no steps in any of those minutes. Worked example: 108 each minute from
 * 10:00 to 10:10 without a step is raised at 10:10 and shown; 135 from 10:20 to 10:30 makes the same episode critical
 * and pages at 10:30; one minute with steps at 10:25 starts that count again; 118 at 10:40 ends it, and 118 until 10:50
 * is a new one, shown.
 */
const atRest = {
  stream: 'heart-rate',
  layer: 'windowed',
  // Where nothing tells of activity, only what is critical counts as taken at rest.
  rest: 'known',
  severity: 'moderate',
  raiseAfterMs: 10 * MINUTE_MS,
  paging: { when: 'never' },
  clearAfterMs: 0,
  gapMs: HOUR_MS,
  relevanceMs: HOUR_MS,
} as const satisfies Partial<Rule>;

export const HEART_RATE_RULES: readonly Rule[] = [
  {
    id: 'hr.rest-high',
    source: 'Tachycardia > 100 at rest; Royal College of Physicians, NEWS2: pulse >= 131 scores 3',
    // Over at 95 and below.
    comparisons: [
      {
        quantity: 'heartRate',
        operator: '>',
        threshold: 100,
        clearBand: 5,
        override: { key: 'heartRateRaised', mayRelax: true },
      },
    ],
    ...atRest,
    severe: {
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
      rest: 'assumed',
      severity: 'critical',
    },
  },
  {
    id: 'hr.rest-low',
    source: 'Bradycardia < 50 at rest; Royal College of Physicians, NEWS2: pulse <= 40 scores 3',
    // Over at 53 and above, at rest: walking about raises any pulse.
    comparisons: [
      {
        quantity: 'heartRate',
        operator: '<',
        threshold: 50,
        clearBand: 3,
        override: { key: 'heartRateReduced', mayRelax: true },
      },
    ],
    ...atRest,
    severe: {
      // Over at 46 and above.
      comparisons: [
        {
          quantity: 'heartRate',
          operator: '<=',
          threshold: 40,
          clearBand: 5,
          override: { key: 'heartRateLow', mayRelax: false },
        },
      ],
      rest: 'assumed',
      severity: 'critical',
    },
  },
];
