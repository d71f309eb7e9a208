import type { Observation } from '#contracts/observation.ts';
import type { Patient } from '#contracts/patient.ts';
import type { RuleSetId } from '#contracts/rule.ts';

/**
 * Bands for drawing and for a word beside a patient's value, in canonical units. They judge nothing: alerts come from
 * the rule sets alone.
 */
export type DisplayRanges = {
  /** Home target: below both is in range. */
  bloodPressure: { systolic: number; diastolic: number; highSystolic: number; highDiastolic: number };
  glucose: { low: number; high: number; veryLow: number; veryHigh: number };
  heartRate: { low: number; high: number };
};

// Glucose: ADA Table 6.2, time in range 70-180 mg/dL, level 2 below 54 and above 250. Heart rate: at rest, 50-100 /min.
const GLUCOSE = { low: 70, high: 180, veryLow: 54, veryHigh: 250 };
const HEART_RATE = { low: 50, high: 100 };

const RANGES: Record<RuleSetId, DisplayRanges> = {
  // Chinese guideline 2024: home 135/85; grade 3 from 180/110. A home mean of 134/84 is in range, 135/84 is not.
  china: {
    bloodPressure: { systolic: 135, diastolic: 85, highSystolic: 180, highDiastolic: 110 },
    glucose: GLUCOSE,
    heartRate: HEART_RATE,
  },
  // ESC 2024: home 135/85, urgent evaluation from 180/110.
  eu: {
    bloodPressure: { systolic: 135, diastolic: 85, highSystolic: 180, highDiastolic: 110 },
    glucose: GLUCOSE,
    heartRate: HEART_RATE,
  },
  // AHA/ACC 2025: out of office 130/80, severe above 180/120.
  us: {
    bloodPressure: { systolic: 130, diastolic: 80, highSystolic: 181, highDiastolic: 121 },
    glucose: GLUCOSE,
    heartRate: HEART_RATE,
  },
  // NICE NG133: target 135/85, severe from 160/110; glucose in pregnancy 63-140 mg/dL.
  pregnancy: {
    bloodPressure: { systolic: 135, diastolic: 85, highSystolic: 160, highDiastolic: 110 },
    glucose: { low: 63, high: 140, veryLow: 54, veryHigh: 250 },
    heartRate: HEART_RATE,
  },
};

export const rangesOf = (patient: Pick<Patient, 'ruleSet'>): DisplayRanges => RANGES[patient.ruleSet];

export const JUDGEMENTS = ['very-low', 'low', 'in-range', 'high', 'very-high'] as const;
export type Judgement = (typeof JUDGEMENTS)[number];

/** As much of a value as a word needs, in canonical units: one that is stored, or one that was just typed in. */
export type Judged =
  | { kind: 'blood-pressure'; systolic: number; diastolic: number }
  | { kind: 'glucose'; value: number; comparator: '<' | '>' | null }
  | { kind: 'heart-rate'; value: number; context: 'rest' | 'active' | 'unknown' };

/** Where a value lies, for a word beside it. */
export const judge = (observation: Judged, ranges: DisplayRanges): Judgement => {
  switch (observation.kind) {
    case 'blood-pressure': {
      const { systolic, diastolic, highSystolic, highDiastolic } = ranges.bloodPressure;
      if (observation.systolic >= highSystolic || observation.diastolic >= highDiastolic) return 'very-high';
      if (observation.systolic <= 90) return 'low';
      return observation.systolic >= systolic || observation.diastolic >= diastolic ? 'high' : 'in-range';
    }
    case 'glucose': {
      const { low, high, veryLow, veryHigh } = ranges.glucose;
      // A meter's LO or HI lies beyond what the meter can show.
      if (observation.comparator === '<' || observation.value < veryLow) return 'very-low';
      if (observation.comparator === '>' || observation.value > veryHigh) return 'very-high';
      if (observation.value < low) return 'low';
      return observation.value > high ? 'high' : 'in-range';
    }
    case 'heart-rate': {
      const { low, high } = ranges.heartRate;
      if (observation.value < low) return 'low';
      // While walking about a fast heart is as it should be.
      return observation.value > high && observation.context !== 'active' ? 'high' : 'in-range';
    }
  }
};

/** After this long a value is no news any more: it fades and says how old it is. */
export const FRESH_FOR_MS = {
  'blood-pressure': 24 * 3_600_000,
  glucose: 2 * 3_600_000,
  'heart-rate': 3_600_000,
} as const satisfies Record<Observation['kind'], number>;
