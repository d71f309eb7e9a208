import { CLOCK_TOLERANCE_MS } from '../device-clock.ts';

const MINUTE_MS = 60_000;
/** Clocks of cuffs show whole minutes, and messages take a while: what differs by less is the same. */
export const AGREEMENT_MS = 2 * MINUTE_MS;
/** So many minutes, the first and the last so far apart, tell how a clock is. */
const MOMENTS_NEEDED = 3;
const MINUTES_APART = 10;
/** What is sent later than this was kept, not only slow on its way through a phone and somebody's cloud. */
const SOON_MS = 15 * MINUTE_MS;
/** More than enough of a device that sends each minute to reach back so far. */
const MOMENTS_KEPT = 12;
/** Some 10 MB. Only devices that sent something from the future are here, and those that are corrected. */
const MOST_DEVICES = 10_000;

/**
 * By how much the times that a device sent were ahead of ours when they came in, in one minute: the most and the least,
 * in ms. Negative for what was measured earlier, or by a clock that is behind.
 */
type Moment = { minute: number; most: number; least: number };

/** What a device's clock is found to be. `sinceMs`: when the first reading that says so came in. */
export type ClockVerdict = { type: 'ahead'; aheadMs: number; sinceMs: number } | { type: 'right' };

const isFuture = ({ most }: Moment): boolean => most > CLOCK_TOLERANCE_MS;

/**
 * Whether a time is right as it was sent, from a clock that was ahead by `aheadMs`: now, or as little ahead as any clock
 * may be and clearly less than that one was.
 *
 * Worked example: 4 min ahead is right for a clock that was 60 min ahead, and not for one that was 6 min ahead.
 */
const isRightTime = (sentAheadMs: number, aheadMs: number): boolean => {
  const mostMs = Math.min(Math.max(AGREEMENT_MS, aheadMs - 2 * AGREEMENT_MS), CLOCK_TOLERANCE_MS);
  return sentAheadMs >= -AGREEMENT_MS && sentAheadMs <= mostMs;
};

/** Everything in that minute was sent as it was measured, by a clock that is right. */
const isRight = ({ most, least }: Moment, aheadMs: number): boolean =>
  isRightTime(most, aheadMs) && isRightTime(least, aheadMs);

const isFarApart = (first: Moment, last: Moment): boolean => last.minute - first.minute >= MINUTES_APART;

/**
 * What a process has seen of the clocks that are, or may be, ahead. A reading from the future is certain evidence: its
 * device's clock is ahead by that much or more. One from the past is none: most devices that send late kept it. So the
 * most of a minute counts, in whatever order its readings came in.
 */
export class ClockMoments {
  readonly #mostDevices: number;
  readonly #devices = new Map<string, Moment[]>();

  constructor(mostDevices = MOST_DEVICES) {
    this.#mostDevices = mostDevices;
  }

  get size(): number {
    return this.#devices.size;
  }

  follows(deviceId: string): boolean {
    return this.#devices.has(deviceId);
  }

  note(deviceId: string, receivedAtMs: number, aheadMs: number): void {
    const minute = minuteOf(receivedAtMs);
    const moments = this.#devices.get(deviceId) ?? [];
    const same = moments.find((moment) => moment.minute === minute);
    if (same === undefined) {
      moments.push({ minute, most: aheadMs, least: aheadMs });
      moments.sort((a, b) => a.minute - b.minute);
      if (moments.length > MOMENTS_KEPT) moments.shift();
    } else {
      same.most = Math.max(same.most, aheadMs);
      same.least = Math.min(same.least, aheadMs);
    }
    this.#devices.delete(deviceId);
    this.#devices.set(deviceId, moments);
    if (this.#devices.size <= this.#mostDevices) return;
    for (const longestAgo of this.#devices.keys()) {
      this.#devices.delete(longestAgo);
      return;
    }
  }

  /**
   * Whether a reading of a device that is known to be ahead may come from a clock that was put right meanwhile, so that
   * its time stands. Where something from the future came in the same minute, the clock is still ahead. Something much
   * older tells nothing: what was kept comes with what is new, from a clock that was put right as from one that was not.
   */
  mayBeRight(deviceId: string, receivedAtMs: number, sentAheadMs: number, knownMs: number): boolean {
    const minute = minuteOf(receivedAtMs);
    const moment = this.#devices.get(deviceId)?.find((each) => each.minute === minute);
    if (moment === undefined || isFuture(moment)) return false;
    return isRightTime(sentAheadMs, knownMs) || (sentAheadMs < 0 && sentAheadMs >= -SOON_MS);
  }

  /** What is new about a device's clock, beside how far ahead it is known to be. */
  judge(deviceId: string, knownMs: number | undefined): ClockVerdict | null {
    const moments = this.#devices.get(deviceId) ?? [];
    const newest = moments.at(-1);
    if (newest === undefined) return null;
    const agreed = agreedAhead(moments, newest);
    if (agreed !== null) {
      const isKnown = knownMs !== undefined && Math.abs(agreed.aheadMs - knownMs) <= AGREEMENT_MS;
      return isKnown ? null : agreed;
    }
    if (knownMs === undefined) return null;
    return isRight(newest, knownMs) || isNoLongerAhead(moments, newest) ? { type: 'right' } : null;
  }
}

const minuteOf = (atMs: number): number => Math.floor(atMs / MINUTE_MS);

/**
 * Moments that agree with the newest, after the last one that contradicts them: a right time, or one further ahead. What
 * is less far ahead came late and contradicts nothing.
 *
 * Worked example: 60, 35, 61 and 60 min ahead at 07:00, 07:04, 07:06 and 07:10 are a clock that is 60 min ahead.
 */
const agreedAhead = (moments: readonly Moment[], newest: Moment): Extract<ClockVerdict, { type: 'ahead' }> | null => {
  if (!isFuture(newest)) return null;
  const lows = moments
    .filter((moment) => isFuture(moment) && moment.most <= newest.most && newest.most <= moment.most + AGREEMENT_MS)
    .map(({ most }) => most)
    .toSorted((a, b) => b - a);
  for (const low of lows) {
    const from = 1 + moments.findLastIndex((moment) => moment.most > low + AGREEMENT_MS || isRight(moment, low));
    const agreeing = moments.slice(from).filter(({ most }) => most >= low);
    const [first] = agreeing;
    if (first === undefined || agreeing.length < MOMENTS_NEEDED || !isFarApart(first, newest)) continue;
    return { type: 'ahead', aheadMs: median(agreeing.map(({ most }) => most)), sinceMs: first.minute * MINUTE_MS };
  }
  return null;
};

/** A clock that is ahead shows the future now and then. Where that ended, it was put right and its readings come late. */
const isNoLongerAhead = (moments: readonly Moment[], newest: Moment): boolean => {
  const since = moments.slice(1 + moments.findLastIndex(isFuture));
  const [first] = since;
  return first !== undefined && since.length >= MOMENTS_NEEDED && isFarApart(first, newest);
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const [below = 0, above = below] = sorted.slice(Math.floor((sorted.length - 1) / 2));
  return Math.round(sorted.length % 2 === 1 ? below : (below + above) / 2);
};
