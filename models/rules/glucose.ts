import { HOUR_MS, MINUTE_MS, type Comparison, type Rule } from './rule.ts';

/**
 * Level 2 hypoglycaemia. Worked example: 53 mg/dL (2.9 mmol/L) breaks it; 54 mg/dL (3.0 mmol/L) does not, and 53.6
 * does not either, since it is displayed as 54.
 */
const LEVEL_2 = {
  quantity: 'glucose',
  operator: '<',
  threshold: 54,
  override: { key: 'glucoseLow2', mayRelax: false },
} as const satisfies Partial<Comparison>;

/** Worked example: 301 mg/dL breaks it, 300 does not; displayed in mmol/L, 16.7 breaks it and 16.6 does not. */
const ABOVE_300 = {
  quantity: 'glucose',
  operator: '>',
  threshold: 300,
  // Back in the second band of the consensus (<= 250 mg/dL) counts as over.
  clearBand: 50,
  override: { key: 'glucoseHighCrisis', mayRelax: false },
} as const satisfies Comparison;

/** Level 1 hypoglycaemia, level 2 included. Worked example: 69 mg/dL (3.8 mmol/L) breaks it, 70 (3.9) does not. */
const BELOW_70 = {
  quantity: 'glucose',
  operator: '<',
  threshold: 70,
  clearBand: 0,
  override: { key: 'glucoseLow1', mayRelax: true },
} as const satisfies Comparison;

/** Level 2 hyperglycaemia. Worked example: 251 mg/dL (13.9 mmol/L) breaks it, 250 does not. */
const ABOVE_250 = {
  quantity: 'glucose',
  operator: '>',
  threshold: 250,
  clearBand: 0,
  override: { key: 'glucoseHigh2', mayRelax: true },
} as const satisfies Comparison;

const LOW_SOURCE = 'Level 2 hypoglycaemia < 54 mg/dL (3.0 mmol/L): ADA Standards of Care; Clinical Diabetes 42(2):196';
const HIGH_SOURCE = 'Hyperglycaemic crisis: a meter that shows HI, or > 300 mg/dL (16.7 mmol/L) twice';
const LEVEL_1_SOURCE =
  'Level 1 hypoglycaemia < 70 mg/dL (3.9 mmol/L): ADA Standards of Care; Clinical Diabetes 42(2):196';
const LEVEL_2_HIGH_SOURCE = 'Level 2 hyperglycaemia > 250 mg/dL (13.9 mmol/L): ADA Standards of Care, table 6.2';
const EVENT_SOURCE = 'an event starts after 15 min and ends after 15 min recovered (10.1089/dia.2021.0216)';

/** Glucose older than this says nothing about now. */
const RELEVANCE_MS = 2 * HOUR_MS;

/** The crisis rules stand before the milder ones of the same direction, which wait while a crisis is on the work-list. */
export const GLUCOSE_RULES: readonly Rule[] = [
  {
    id: 'glucose.low-2',
    stream: 'capillary',
    layer: 'crisis',
    source: LOW_SOURCE,
    // Over at 70 mg/dL (3.9 mmol/L), where level 1 ends: 54 + 16.
    comparisons: [{ ...LEVEL_2, clearBand: 16 }],
    beyondLimit: '<',
    severity: 'critical',
    raiseAfterMs: 0,
    paging: { when: 'at-once' },
    clearAfterMs: 0,
    gapMs: RELEVANCE_MS,
    relevanceMs: RELEVANCE_MS,
  },
  {
    id: 'glucose.low-2',
    stream: 'interstitial',
    layer: 'crisis',
    source: `${LOW_SOURCE}; ${EVENT_SOURCE}`,
    comparisons: [{ ...LEVEL_2, clearBand: 0 }],
    beyondLimit: '<',
    severity: 'critical',
    raiseAfterMs: 0,
    // Worked example: 52 at 10:00 is raised and shown; 51 at 10:15 pages; 60 at 10:15 does not.
    paging: { when: 'sustained', afterMs: 15 * MINUTE_MS, severity: 'critical' },
    clearAfterMs: 15 * MINUTE_MS,
    gapMs: RELEVANCE_MS,
    relevanceMs: RELEVANCE_MS,
  },
  {
    id: 'glucose.high-crisis',
    stream: 'capillary',
    layer: 'crisis',
    source: HIGH_SOURCE,
    comparisons: [ABOVE_300],
    beyondLimit: '>',
    severity: 'critical',
    // Twice: the second finger-stick a minute later or more. Worked example: 320 at 8:00 and 315 at 12:00 are raised
    // and paged at 12:00; 320 at 8:00, 240 at 12:00, 310 at 18:00 are not.
    raiseAfterMs: MINUTE_MS,
    paging: { when: 'at-once' },
    clearAfterMs: 0,
    // Finger-sticks are hours apart, on a sick day too.
    gapMs: 12 * HOUR_MS,
    relevanceMs: RELEVANCE_MS,
  },
  {
    id: 'glucose.high-crisis',
    stream: 'interstitial',
    layer: 'crisis',
    source: `${HIGH_SOURCE}; ${EVENT_SOURCE}; prolonged after 120 min`,
    comparisons: [ABOVE_300],
    beyondLimit: '>',
    severity: 'high',
    // Twice, 15 min apart: raised and shown. The hour after a meal is no emergency: paged when it lasts two.
    raiseAfterMs: 15 * MINUTE_MS,
    paging: { when: 'sustained', afterMs: 2 * HOUR_MS, severity: 'critical' },
    clearAfterMs: 15 * MINUTE_MS,
    gapMs: RELEVANCE_MS,
    relevanceMs: RELEVANCE_MS,
  },
  {
    id: 'glucose.low-1',
    stream: 'capillary',
    layer: 'windowed',
    source: LEVEL_1_SOURCE,
    comparisons: [BELOW_70],
    beyondLimit: '<',
    severity: 'moderate',
    // A finger-stick is an event of its own: nobody pricks every quarter of an hour.
    raiseAfterMs: 0,
    paging: { when: 'never' },
    clearAfterMs: 0,
    gapMs: RELEVANCE_MS,
    relevanceMs: RELEVANCE_MS,
  },
  {
    id: 'glucose.low-1',
    stream: 'interstitial',
    layer: 'windowed',
    source: `${LEVEL_1_SOURCE}; ${EVENT_SOURCE}`,
    comparisons: [BELOW_70],
    beyondLimit: '<',
    severity: 'moderate',
    // Worked example: 68 at 10:00 and 66 at 10:15 is raised at 10:15, 68 at 10:00 and 71 at 10:15 is not; 72 at 10:30
    // and 75 at 10:45 end it at 10:45.
    raiseAfterMs: 15 * MINUTE_MS,
    paging: { when: 'never' },
    clearAfterMs: 15 * MINUTE_MS,
    gapMs: RELEVANCE_MS,
    relevanceMs: RELEVANCE_MS,
  },
  {
    id: 'glucose.high-2',
    stream: 'capillary',
    layer: 'windowed',
    source: LEVEL_2_HIGH_SOURCE,
    comparisons: [ABOVE_250],
    beyondLimit: '>',
    severity: 'moderate',
    // Twice in half a day, as above 300: one finger-stick after a meal is not an episode.
    raiseAfterMs: MINUTE_MS,
    paging: { when: 'never' },
    clearAfterMs: 0,
    gapMs: 12 * HOUR_MS,
    relevanceMs: RELEVANCE_MS,
  },
  {
    id: 'glucose.high-2',
    stream: 'interstitial',
    layer: 'windowed',
    source: `${LEVEL_2_HIGH_SOURCE}; ${EVENT_SOURCE}`,
    comparisons: [ABOVE_250],
    beyondLimit: '>',
    severity: 'moderate',
    raiseAfterMs: 15 * MINUTE_MS,
    paging: { when: 'never' },
    clearAfterMs: 15 * MINUTE_MS,
    gapMs: RELEVANCE_MS,
    relevanceMs: RELEVANCE_MS,
  },
];
