import { msg, str } from '@lit/localize';
import { percentText } from '../format/percent.ts';
import { durationText } from '../format/time.ts';

/** Seconds in words; a dash where nobody has acknowledged anything. */
export const waitedText = (seconds: number | null): string => (seconds === null ? '–' : durationText(seconds * 1_000));

/** `3 of 12 (25 %)`; a dash of nothing. */
export const shareText = (part: number, whole: number): string => {
  if (whole === 0) return '–';
  const share = percentText((100 * part) / whole);
  return msg(str`${part} of ${whole} (${share})`);
};

/** A rate as short as it can be told: `0.25`; a dash where nobody measured. */
export const rateText = (rate: number | null): string => (rate === null ? '–' : rate.toFixed(2));

export const perDayText = (count: number, days: number): string => rateText(days === 0 ? null : count / days);
