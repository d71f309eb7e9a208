import { CLOCK_TOLERANCE_MS } from './device-clock.ts';
import type { Rejection } from './rejection.ts';

/** The highest number that a device has given to a reading of one kind, and the time it gave with it. */
type Last = { seq: number; atMs: number };

/**
 * Numbers and times of one patient's devices. A later number with an earlier time is a clock that went back; a lower
 * number is an upload of what was kept, or a counter that started again.
 */
export class Sequences {
  readonly #last = new Map<string, Last>();

  check(source: string, kind: string, seq: number, atMs: number): Rejection | null {
    const last = this.#last.get(`${source} ${kind}`);
    if (last === undefined || seq <= last.seq || atMs >= last.atMs - CLOCK_TOLERANCE_MS) return null;
    return { reason: 'sequence-against-time', detail: 'a later number than the last reading, and an earlier time' };
  }

  note(source: string, kind: string, seq: number, atMs: number): void {
    const key = `${source} ${kind}`;
    const last = this.#last.get(key);
    const isCounterRestart = last !== undefined && seq < last.seq && atMs > last.atMs;
    if (last === undefined || seq >= last.seq || isCounterRestart) this.#last.set(key, { seq, atMs });
  }
}
