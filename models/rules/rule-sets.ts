import type { RuleSetId } from '#contracts/rule.ts';
import { IRREGULAR_PULSE } from '../rhythm/irregular-pulse.ts';
import { BASELINE_RULES } from './baseline.ts';
import { crisisRules, LOW_PRESSURE } from './blood-pressure.ts';
import { GLUCOSE_RULES } from './glucose.ts';
import { HEART_RATE_RULES } from './heart-rate.ts';
import { homeMean } from './home-mean.ts';
import type { Rule, RuleSet } from './rule.ts';

const common: readonly Rule[] = [LOW_PRESSURE, ...GLUCOSE_RULES, ...HEART_RATE_RULES];

/**
 * What a patient can be judged by. A version never changes after it was in use: findings name it. The crisis operators
 * differ: 180/110 is a crisis in China and Europe, and in the United States it takes more than 180 or more than 120.
 */
export const ruleSets = {
  china: {
    id: 'china',
    version: '2024.3',
    rules: [
      // Worked example: 180/95 and 170/110 are crises, 179/109 is none.
      ...crisisRules({
        operator: '>=',
        systolic: 180,
        diastolic: 110,
        repeatWithinMinutes: 10,
        source: 'Chinese guidelines for hypertension 2024 (中国高血压防治指南2024): grade 3, >= 180 or >= 110 mmHg',
      }),
      ...common,
    ],
    homeMean: homeMean(
      135,
      85,
      'Chinese guidelines for hypertension 2024 (中国高血压防治指南2024): home >= 135/85 mmHg',
    ),
    irregularPulse: IRREGULAR_PULSE,
    baselines: BASELINE_RULES,
  },
  us: {
    id: 'us',
    version: '2025.3',
    rules: [
      // Worked example: 181/95 and 170/121 are crises, 180/120 is none.
      ...crisisRules({
        operator: '>',
        systolic: 180,
        diastolic: 120,
        repeatWithinMinutes: 10,
        source: 'AHA/ACC 2025: severe hypertension, > 180 and/or > 120 mmHg',
      }),
      ...common,
    ],
    homeMean: homeMean(130, 80, 'AHA/ACC 2025: out of office >= 130/80 mmHg at home'),
    irregularPulse: IRREGULAR_PULSE,
    baselines: BASELINE_RULES,
  },
  eu: {
    id: 'eu',
    version: '2024.3',
    rules: [
      // Worked example: 180/95 and 170/110 are crises, 179/109 is none.
      ...crisisRules({
        operator: '>=',
        systolic: 180,
        diastolic: 110,
        repeatWithinMinutes: 10,
        source: 'ESC 2024: >= 180/110 mmHg needs urgent evaluation to exclude an emergency',
      }),
      ...common,
    ],
    homeMean: homeMean(135, 85, 'ESC 2024: hypertension by home readings >= 135/85 mmHg'),
    irregularPulse: IRREGULAR_PULSE,
    baselines: BASELINE_RULES,
  },
  pregnancy: {
    id: 'pregnancy',
    version: '2019.3',
    rules: [
      // Worked example: 160/95 and 150/110 are severe, 159/109 is not; repeated within 15 min.
      ...crisisRules({
        operator: '>=',
        systolic: 160,
        diastolic: 110,
        repeatWithinMinutes: 15,
        source: 'Severe hypertension in pregnancy, >= 160 or >= 110 mmHg: NICE NG133, ACOG',
      }),
      ...common,
    ],
    // The value that trials of self-monitoring in pregnancy used (BUMP, 2022), and that treatment aims below.
    homeMean: homeMean(
      135,
      85,
      'NICE NG133: treatment in pregnancy aims for 135/85 mmHg or less; ISSHP 2021: home >= 135/85',
    ),
    irregularPulse: IRREGULAR_PULSE,
    baselines: BASELINE_RULES,
  },
} as const satisfies Record<RuleSetId, RuleSet>;
