import type { ReadingKind } from '#contracts/reading.ts';
import type { Quantity, Stream } from '../rules/rule.ts';

/** Ways of measuring that have a usual of their own; a cuffless pressure is held beside what is usual by cuff. */
export const USUAL_STREAMS = ['cuff', 'capillary', 'interstitial', 'heart-rate'] as const satisfies readonly Stream[];
export type UsualStream = (typeof USUAL_STREAMS)[number];

export const usualStreamOf = (stream: Stream): UsualStream => (stream === 'cuffless' ? 'cuff' : stream);

export const KIND_OF_USUAL = {
  cuff: 'blood-pressure',
  capillary: 'glucose',
  interstitial: 'glucose',
  'heart-rate': 'heart-rate',
} as const satisfies Record<UsualStream, ReadingKind>;

export type UsualQuantity = {
  quantity: Quantity;
  /**
   * Nobody's usual is narrower than this, in the quantity's unit, or as a share where the scale is a ratio's: a patient
   * whose readings happen to agree is not watched more closely than can be measured.
   */
  leastSpread: number;
  /** Values are spread by ratio, not by difference: glucose 60 is as far below 120 as 240 is above. */
  isRatio: boolean;
};

/**
 * What is known of each. Pressure: what a person measures at home varies by 4.2 % systolic and 3.9 % diastolic from one
 * week's mean to another's (Warren 2010, Br J Gen Pract 60:675, doi 10.3399/bjgp10X515403): 5 of 120 and 4 of 100 mmHg.
 * Pulse: two spreads are then the 4 /min above the usual from which NightSignal alerts (Alavi 2022, Nat Med 28:175, doi
 * 10.1038/s41591-021-01593-2). Glucose: a tenth, which two finger-sticks of one drop may differ by.
 */
export const USUAL_QUANTITIES: Record<UsualStream, readonly UsualQuantity[]> = {
  cuff: [
    { quantity: 'systolic', leastSpread: 5, isRatio: false },
    { quantity: 'diastolic', leastSpread: 4, isRatio: false },
  ],
  capillary: [{ quantity: 'glucose', leastSpread: 0.1, isRatio: true }],
  interstitial: [{ quantity: 'glucose', leastSpread: 0.1, isRatio: true }],
  'heart-rate': [{ quantity: 'heartRate', leastSpread: 2, isRatio: false }],
};
