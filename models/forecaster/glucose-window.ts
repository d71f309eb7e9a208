import { LAGS, MAX_GAP_MS, SAME_TIME_MINUTES, STEP_MS } from './features.ts';
import { GlucoseSeries } from './glucose-series.ts';

/** Why there is no forecast at a reading. */
export type Abstention = 'too-few-readings' | 'gap';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * One patient's sensor readings of the last 72 hours, and the feature row at any of them. A row looks only at that
 * reading and earlier ones. Sensors of any rate are read on a 15-minute grid that ends at the reading.
 */
export class GlucoseWindow extends GlucoseSeries {
  /** For the time of day; meals follow the patient's clock, not ours. */
  utcOffsetMinutes: number;
  /** Lags of the last row that no reading within half a step measured (interpolated over a gap <= 30 min). */
  interpolatedLags = 0;

  constructor(utcOffsetMinutes: number) {
    super();
    this.utcOffsetMinutes = utcOffsetMinutes;
  }

  /** Writes the row of the reading at `index` (the newest unless said), or returns why there is none. */
  featuresInto(out: Float32Array, offset: number, index = this.size - 1): Abstention | null {
    const abstention = this.#writeLags(out, offset, index);
    if (abstention !== null) return abstention;
    const now = this.timeAt(index);
    const end = index + 1;
    let at = offset + LAGS;

    const turn = (2 * Math.PI * (now + this.utcOffsetMinutes * 60_000)) / DAY_MS;
    out[at++] = Math.sin(turn);
    out[at++] = Math.cos(turn);
    out[at++] = Math.sin(2 * turn);
    out[at++] = Math.cos(2 * turn);

    const mean = this.mean('value', 0, end);
    out[at++] = mean;
    out[at++] = Math.sqrt(Math.max(0, this.mean('square', 0, end) - mean * mean));
    out[at++] = this.mean('low', 0, end);
    out[at++] = this.mean('high', 0, end);
    out[at++] = Math.log1p((now - this.timeAt(0)) / HOUR_MS);
    // A swing looks up to 90 min back. Those that might look at an evicted reading stay out, so that a window rebuilt
    // from the database gives the same row.
    const whole = this.lowerBound(this.timeAt(0) + 1.5 * HOUR_MS, index);
    const day = Math.max(whole, this.lowerBound(now - DAY_MS, index));
    out[at++] = Math.sqrt(Math.max(0, this.mean('swing15', day, end)));
    out[at++] = Math.sqrt(Math.max(0, this.mean('swing15', whole, end)));
    out[at++] = Math.sqrt(Math.max(0, this.mean('swing60', whole, end)));

    at = this.#writeSameTime(out, at, now - DAY_MS, mean, end);
    this.#writeSameTime(out, at, now - 2 * DAY_MS, mean, end);
    return null;
  }

  #writeLags(out: Float32Array, offset: number, index: number): Abstention | null {
    this.interpolatedLags = 0;
    if (index < 0 || index >= this.size) return 'too-few-readings';
    const now = this.timeAt(index);
    let previous = this.valueAt(index);
    let older = index;
    out[offset] = previous;
    for (let lag = 1; lag < LAGS; lag += 1) {
      const target = now - lag * STEP_MS;
      while (this.timeAt(older) > target) {
        if (older === 0 || this.timeAt(older) - this.timeAt(older - 1) > MAX_GAP_MS) break;
        older -= 1;
      }
      const since = target - this.timeAt(older);
      let value = this.valueAt(older);
      if (since < 0) {
        // Nothing before the grid time to interpolate with: the reading just after it must do.
        if (-since > STEP_MS / 2) return older === 0 ? 'too-few-readings' : 'gap';
      } else if (since > 0) {
        const step = this.timeAt(older + 1) - this.timeAt(older);
        value += ((this.valueAt(older + 1) - value) * since) / step;
        if (Math.min(since, step - since) > STEP_MS / 2) this.interpolatedLags += 1;
      }
      out[offset + lag] = previous - value;
      previous = value;
    }
    return null;
  }

  #writeSameTime(out: Float32Array, offset: number, then: number, mean: number, end: number): number {
    let at = offset;
    let next = this.lowerBound(then, end);
    const level = this.#interpolate(then, next);
    const known = !Number.isNaN(level);
    out[at++] = known ? 1 : 0;
    out[at++] = known ? level - mean : 0;
    for (const minutes of SAME_TIME_MINUTES) {
      const time = then + minutes * 60_000;
      while (next < end && this.timeAt(next) < time) next += 1;
      const change = this.#interpolate(time, next) - level;
      out[at++] = Number.isNaN(change) ? 0 : change;
    }
    return at;
  }

  /** The value at a time whose first reading not before it is `next`; NaN outside the window and in a gap. */
  #interpolate(time: number, next: number): number {
    const after = this.timeAt(next);
    if (after === time) return this.valueAt(next);
    if (next === 0 || next >= this.size) return Number.NaN;
    const before = this.timeAt(next - 1);
    if (after - before > MAX_GAP_MS) return Number.NaN;
    const value = this.valueAt(next - 1);
    return value + ((this.valueAt(next) - value) * (time - before)) / (after - before);
  }
}
