import type { Severity } from '#contracts/alert.ts';
import { HOUR_MS, MINUTE_MS, type Layer } from '../rules/rule.ts';

/**
 * A pulse as irregular as in atrial fibrillation, from the intervals between beats alone. It tells the patient and the
 * work-list and never pages: only an ECG can say what the rhythm is. Worked example: a pulse of 75/min becomes irregular
 * at 10:00:00; the windows are irregular from 10:00:24 on (the onset); it is raised at 10:02:25; the pulse is regular
 * again at 10:30:00, the windows from 10:30:13 on, and it is over at 10:32:13.
 */
export const IRREGULAR_PULSE = {
  id: 'rhythm.irregular',
  stream: 'heart-rate',
  layer: 'windowed' as Layer,
  source:
    'Coefficient of sample entropy over 30 beats (Lake & Moorman 2011, doi:10.1152/ajpheart.00561.2010), ' +
    'lasting for 2 min (as in Sarkar et al. 2008, IEEE Trans Biomed Eng 55:1219)',
  severity: 'moderate' as Severity,
  /** Intervals in a row that make a window. */
  windowBeats: 30,
  /** A window is judged by the mean entropy of this many that end with it, each one beat later than the one before. */
  averagedWindows: 30,
  /**
   * Mean entropy from which a window is irregular: Youden's optimum on MIT-BIH (docs/adr/0020). Worked example: a steady
   * 75/min that varies by 3 % has about -2.1, trigeminy -2.2, pronounced respiratory sinus arrhythmia -1.45, fibrillation
   * at 100/min -0.3.
   */
  entropyThreshold: -0.8,
  /** Irregular time must exceed regular time by this much before it is raised, and the other way round to be over. */
  persistMs: 2 * MINUTE_MS,
  /** After a longer silence the next irregular window is a new onset, as for the other rules on heart rate. */
  gapMs: HOUR_MS,
  /** A pulse that was irregular longer ago than this when it is told is history, as for the other rules on heart rate. */
  relevanceMs: HOUR_MS,
} as const;

export type IrregularPulseRule = typeof IRREGULAR_PULSE;
