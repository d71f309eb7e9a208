import type { Rejection } from './rejection.ts';

/** How far ahead of ours a device's clock may be; also how far back it may step between two numbered readings. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** No device measured anything in year 0, which is how some write that they do not know the time. */
const YEAR_ONE_MS = new Date('0001-01-01T14:00:00Z').getTime();
/** A clock that lost its battery starts at the epoch. */
const EPOCH_DAY_MS = 86_400_000;
/** Offsets in use run from -12:00 to +14:00; PostgreSQL refuses those from 16 hours on. */
const OFFSET = /([+-])(\d\d):\d\d$/;

/** What is wrong with the time a device sent, whoever's clock the clinic runs on. */
export const findImpossibleTime = (measuredAt: string, measuredAtMs: number): Rejection | null => {
  const [, sign, hours] = OFFSET.exec(measuredAt) ?? [];
  if (hours !== undefined && Number(hours) > (sign === '+' ? 14 : 12)) {
    return { reason: 'impossible-date', detail: 'measuredAt: no place on earth has this offset from UTC' };
  }
  // As sent: year 0 east of Greenwich is the year before it in UTC.
  if (measuredAtMs < YEAR_ONE_MS || measuredAt.startsWith('0000-')) {
    return { reason: 'reset-clock', detail: 'measuredAt: year 0, the device does not know the time' };
  }
  return null;
};

/** What makes a device's clock doubtful on the day it sent. Old is no reason: devices keep readings and upload later. */
export const findDoubtfulTime = (measuredAtMs: number, receivedAtMs: number): Rejection | null => {
  if (measuredAtMs > receivedAtMs + CLOCK_TOLERANCE_MS) {
    return { reason: 'future-clock', detail: 'measuredAt: more than 5 min in the future' };
  }
  if (measuredAtMs >= 0 && measuredAtMs < EPOCH_DAY_MS) {
    return { reason: 'reset-clock', detail: 'measuredAt: the first day of 1970, where a clock without battery starts' };
  }
  return null;
};
