import { msg, str } from '@lit/localize';
import type { ReadingKind } from '#contracts/reading.ts';

/** The intervals that a clinician chooses from, in minutes. */
export const INTERVALS = [1, 5, 15, 30, 60, 360, 720, 1440, 4320, 10080] as const;

/** How often, in words: `every 15 min`, `twice a day`. */
export const everyText = (minutes: number): string => {
  switch (minutes) {
    case 1:
      return msg('every minute');
    case 60:
      return msg('every hour');
    case 720:
      return msg('twice a day');
    case 1440:
      return msg('once a day');
    case 10080:
      return msg('once a week');
  }
  if (minutes < 60 || minutes % 60 !== 0) return msg(str`every ${minutes} min`);
  const hours = minutes / 60;
  return hours % 24 === 0 ? msg(str`every ${hours / 24} days`) : msg(str`every ${hours} hours`);
};

/** What is missing when nothing comes: `no blood pressure for`. */
export const withoutWord = (kind: ReadingKind): string => {
  switch (kind) {
    case 'blood-pressure':
      return msg('time without a blood pressure');
    case 'glucose':
      return msg('time without a glucose');
    case 'heart-rate':
      return msg('time without a heart rate');
  }
};
