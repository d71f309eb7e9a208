import { LAGS, MAX_GAP_MS, PROFILE_MINUTES, RANGE_HOURS, STEP_MS, TRAIL_HOURS } from './features.ts';
import { GlucoseSeries } from './glucose-series.ts';

/** Why there is no forecast at a reading. */
export type Abstention = 'too-few-readings' | 'gap';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const HALF_HOUR_MS = HOUR_MS / 2;
/** Days that the 72 hours reach back. */
const PROFILE_DAYS = 3;

/** Of the row being written, and used again: the hour around the time of day, and those after it. */
const profile = {
  means: new Float64Array(1 + PROFILE_MINUTES.length),
  sums: new Float64Array(1 + PROFILE_MINUTES.length),
  counts: new Uint8Array(1 + PROFILE_MINUTES.length),
};

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

    const turn = (2 * Math.PI * (now + this.utcOffsetMinutes * MINUTE_MS)) / DAY_MS;
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
    const swing = Math.max(0, this.mean('swing15', whole, end));
    out[at++] = Math.sqrt(swing);
    out[at++] = Math.sqrt(Math.max(0, this.mean('swing60', whole, end)));
    // How much of a change goes on in the next quarter of an hour: of the person and of the sensor's smoothing.
    out[at++] = swing < 1e-6 ? 0 : this.mean('momentum', whole, end) / swing;

    at = this.#writeTrail(out, at, index);
    at = this.#writeRange(out, at, index);
    this.#writeProfile(out, at, now, mean, end);
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

  /** The reading above the means of the last hours, and what the mean of two hours changed by. */
  #writeTrail(out: Float32Array, offset: number, index: number): number {
    let at = offset;
    const now = this.timeAt(index);
    const value = this.valueAt(index);
    const end = index + 1;
    for (const hours of TRAIL_HOURS) {
      out[at++] = value - this.mean('value', this.lowerBound(now - hours * HOUR_MS + 1, index), end);
    }
    const from = this.lowerBound(now - 4 * HOUR_MS + 1, index);
    const middle = this.lowerBound(now - 2 * HOUR_MS + 1, index);
    out[at++] = from === middle ? 0 : this.mean('value', middle, end) - this.mean('value', from, middle);
    return at;
  }

  /** From the reading to the lowest and the highest of the last hours. */
  #writeRange(out: Float32Array, offset: number, index: number): number {
    let at = offset;
    const now = this.timeAt(index);
    const value = this.valueAt(index);
    let lowest = value;
    let highest = value;
    let older = index - 1;
    for (const hours of RANGE_HOURS) {
      for (const from = now - hours * HOUR_MS; older >= 0 && this.timeAt(older) > from; older -= 1) {
        const other = this.valueAt(older);
        if (other < lowest) lowest = other;
        if (other > highest) highest = other;
      }
      out[at++] = lowest - value;
      out[at++] = highest - value;
    }
    return at;
  }

  /**
   * Level around this time on the three days before, and how the hour's mean changed after it: the mean of the days
   * that are known, 0 when none is. Means of an hour, because nobody eats to the minute.
   */
  #writeProfile(out: Float32Array, offset: number, now: number, mean: number, end: number): void {
    const { means, sums, counts } = profile;
    sums.fill(0);
    counts.fill(0);
    for (let day = 1; day <= PROFILE_DAYS; day += 1) {
      this.#writeHourMeans(means, now - day * DAY_MS, end);
      const level = means[0] ?? Number.NaN;
      for (let i = 0; i < means.length; i += 1) {
        const change = (means[i] ?? Number.NaN) - (i === 0 ? mean : level);
        if (Number.isNaN(change)) continue;
        sums[i] = (sums[i] ?? 0) + change;
        counts[i] = (counts[i] ?? 0) + 1;
      }
    }
    for (let i = 0; i < sums.length; i += 1) {
      out[offset + i] = counts[i] === 0 ? 0 : (sums[i] ?? 0) / (counts[i] ?? 1);
    }
  }

  /** Means of the hours around a time and after it, by `PROFILE_MINUTES`; NaN where nothing was read. */
  #writeHourMeans(means: Float64Array, time: number, end: number): void {
    // The hours lie half an hour apart, so that one begins where the second before it ended: each edge is found once.
    let from = this.lowerBound(time - HALF_HOUR_MS, end);
    let middle = this.nextBound(time, from, end);
    for (let i = 0; i < means.length; i += 1) {
      const to = this.nextBound(time + (i + 1) * HALF_HOUR_MS, middle, end);
      means[i] = this.mean('value', from, to);
      from = middle;
      middle = to;
    }
  }
}
