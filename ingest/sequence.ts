import { CLOCK_TOLERANCE_MS } from './device-clock.ts';
import type { Rejection } from './rejection.ts';

/** The highest number that a device has given to a reading of one kind, and the times that go with it. */
type Last = { seq: number } & ReadingTimes;

/** When a reading was taken, and what its device's clock showed: the same, unless that is known to be ahead. */
export type ReadingTimes = { atMs: number; shownMs: number };

/**
 * Numbers and times of one patient's devices. A later number with an earlier time is a clock that went back; a lower
 * number is an upload of what was kept, or a counter that started again. Either of a reading's times may be in order: a
 * clock that was put right went back, and what it was is known; one that turned out to be ahead did not.
 */
export class Sequences {
  readonly #last = new Map<string, Last>();

  check(source: string, kind: string, seq: number, { atMs, shownMs }: ReadingTimes): Rejection | null {
    const last = this.#last.get(`${source} ${kind}`);
    if (last === undefined || seq <= last.seq) return null;
    if (atMs >= last.atMs - CLOCK_TOLERANCE_MS || shownMs >= last.shownMs - CLOCK_TOLERANCE_MS) return null;
    return { reason: 'sequence-against-time', detail: 'a later number than the last reading, and an earlier time' };
  }

  note(source: string, kind: string, seq: number, { atMs, shownMs }: ReadingTimes): void {
    const key = `${source} ${kind}`;
    const last = this.#last.get(key);
    const isCounterRestart = last !== undefined && seq < last.seq && atMs > last.atMs;
    if (last === undefined || seq >= last.seq || isCounterRestart) this.#last.set(key, { seq, atMs, shownMs });
  }
}
