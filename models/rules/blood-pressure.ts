import { DAY_MS, MINUTE_MS, type Operator, type Rule } from './rule.ts';

type Crisis = {
  operator: Extract<Operator, '>' | '>='>;
  systolic: number;
  diastolic: number;
  /** How long a repeat is waited for before a clinician is paged without one. */
  repeatWithinMinutes: number;
  source: string;
};

/** Back under the threshold by 10 mmHg systolic and 5 diastolic: 180/110 counts as over at 169/104, not at 175/100. */
const CLEAR_BAND = { systolic: 10, diastolic: 5 };

const crisis = ({ operator, systolic, diastolic, source }: Crisis) => ({
  id: 'bp.crisis' as const,
  layer: 'crisis' as const,
  source,
  comparisons: [
    {
      quantity: 'systolic' as const,
      operator,
      threshold: systolic,
      clearBand: CLEAR_BAND.systolic,
      override: { key: 'crisisSystolic' as const, mayRelax: false },
    },
    {
      quantity: 'diastolic' as const,
      operator,
      threshold: diastolic,
      clearBand: CLEAR_BAND.diastolic,
      override: { key: 'crisisDiastolic' as const, mayRelax: false },
    },
  ],
  raiseAfterMs: 0,
  clearAfterMs: 0,
  // Pressure is taken once or twice a day: two readings 24 h apart are neighbours, and one of yesterday still matters.
  gapMs: DAY_MS,
  relevanceMs: DAY_MS,
});

/** The crisis rules of one guideline, for a cuff and for what is only shown: a device without one. */
export const crisisRules = (guideline: Crisis): Rule[] => [
  {
    ...crisis(guideline),
    stream: 'cuff',
    severity: 'critical',
    // Asked to repeat after 1-5 min. Worked example: 192/118 at 10:00, 188/112 at 10:03 -> paged at 10:03; no repeat
    // -> paged at 10:10; 150/92 at 10:03 -> unconfirmed.
    paging: { when: 'confirmed', repeatAfterMs: MINUTE_MS, withinMs: guideline.repeatWithinMinutes * MINUTE_MS },
  },
  {
    ...crisis(guideline),
    stream: 'cuffless',
    source: `${guideline.source}; AHA/ACC 2025: do not rely on cuffless devices`,
    severity: 'high',
    paging: { when: 'never' },
  },
];

/**
 * NEWS2 gives a systolic pressure of 90 or less its highest score, which alone calls for an assessment within the hour.
 * At home many live with such a value: one alone is shown and asked to be repeated; a repeat makes it high, and only
 * symptoms page. Worked example: 90/60 breaks it, 91/60 does not; 88/58 at 8:00 is moderate and awaits a repeat, 86/55
 * at 8:05 makes it high; 88/58 with dizziness is high and paged at once; 104/66 at 8:05 leaves it unconfirmed and over.
 */
export const LOW_PRESSURE: Rule = {
  id: 'bp.low',
  stream: 'cuff',
  layer: 'crisis',
  source: 'Royal College of Physicians, NEWS2: systolic <= 90 mmHg scores 3',
  comparisons: [
    {
      quantity: 'systolic',
      operator: '<=',
      threshold: 90,
      clearBand: 5,
      override: { key: 'lowSystolic', mayRelax: true },
    },
  ],
  severity: 'moderate',
  raiseAfterMs: 0,
  paging: { when: 'symptoms', repeatAfterMs: MINUTE_MS, severity: 'high' },
  clearAfterMs: 0,
  gapMs: DAY_MS,
  relevanceMs: DAY_MS,
};
