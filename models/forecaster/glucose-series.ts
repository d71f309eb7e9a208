/** How much of the past a patient's window keeps: every feature can be rebuilt from this much of the database. */
export const RETENTION_MS = 72 * 3_600_000;

/** A reading a minute for the whole retention, and some room: a device that floods cannot grow the window further. */
const MAX_SAMPLES = 4_608;
const INITIAL_CAPACITY = 64;

/**
 * What is added up along the series; `swing` is the squared change over 15 or 60 minutes, `momentum` the product of a
 * 15-minute change and the one before it.
 */
const TOTALS = { value: 0, square: 1, low: 2, high: 3, swing15: 4, swing60: 5, momentum: 6 } as const;
const WIDTH = Object.keys(TOTALS).length;
export type Quantity = keyof typeof TOTALS;

const MINUTE_MS = 60_000;

/**
 * Sensor glucose of one patient in order of measurement, with running totals, so that the mean of any stretch costs
 * two look-ups. Samples may arrive in any order: the content depends only on which samples arrived.
 */
export class GlucoseSeries {
  // The live samples are head <= at < tail; evicted ones stay in front until the next compaction.
  #head = 0;
  #tail = 0;
  #times = new Float64Array(INITIAL_CAPACITY);
  #values = new Float32Array(INITIAL_CAPACITY);
  // Totals of all samples before the slot they stand at. Only differences are used, so they are never reset.
  #totals = new Float64Array((INITIAL_CAPACITY + 1) * WIDTH);

  get size(): number {
    return this.#tail - this.#head;
  }

  timeAt(index: number): number {
    return this.#times[this.#head + index] ?? Number.NaN;
  }

  valueAt(index: number): number {
    return this.#values[this.#head + index] ?? Number.NaN;
  }

  /**
   * Puts a sample where it belongs and returns its index, or -1 when it is older than the retention or not a number.
   * Of two samples with one time the lower stays: the safe side, whichever came first.
   */
  insert(measuredAtMs: number, mgPerDl: number): number {
    if (!Number.isFinite(measuredAtMs) || !Number.isFinite(mgPerDl)) return -1;
    if (this.size > 0 && measuredAtMs < this.timeAt(this.size - 1) - RETENTION_MS) return -1;
    const index = this.lowerBound(measuredAtMs, this.size);
    if (index < this.size && this.timeAt(index) === measuredAtMs) {
      this.#values[this.#head + index] = Math.min(this.valueAt(index), mgPerDl);
    } else {
      if (this.#tail === this.#times.length) this.#makeRoom();
      const at = this.#head + index;
      if (at < this.#tail) {
        this.#times.copyWithin(at + 1, at, this.#tail);
        this.#values.copyWithin(at + 1, at, this.#tail);
      }
      this.#times[at] = measuredAtMs;
      this.#values[at] = mgPerDl;
      this.#tail += 1;
    }
    for (let at = this.#head + index; at < this.#tail; at += 1) this.#addUp(at);
    return index - this.#evict();
  }

  /** The first index below `end` whose time is not before `timeMs`; `end` when there is none. */
  lowerBound(timeMs: number, end: number): number {
    const high = this.#head + end;
    // Readings mostly come in order.
    if (end > 0 && (this.#times[high - 1] ?? 0) < timeMs) return end;
    return this.#search(timeMs, this.#head, high) - this.#head;
  }

  /** The same where it is known to be no lower than `from`, and not far: found in a few steps that double. */
  nextBound(timeMs: number, from: number, end: number): number {
    const last = this.#head + end;
    let low = this.#head + from;
    let high = low;
    for (let step = 1; high < last && (this.#times[high] ?? 0) < timeMs; step *= 2) {
      low = high + 1;
      high += step;
    }
    return this.#search(timeMs, low, Math.min(high, last)) - this.#head;
  }

  /** Mean of a quantity over the samples `from <= index < to`; NaN when there is none. */
  mean(quantity: Quantity, from: number, to: number): number {
    const column = TOTALS[quantity];
    const upTo = this.#totals[(this.#head + to) * WIDTH + column] ?? 0;
    return (upTo - (this.#totals[(this.#head + from) * WIDTH + column] ?? 0)) / (to - from);
  }

  #addUp(at: number): void {
    const value = this.#values[at] ?? 0;
    const before = at * WIDTH;
    const after = before + WIDTH;
    const totals = this.#totals;
    totals[after + TOTALS.value] = (totals[before + TOTALS.value] ?? 0) + value;
    totals[after + TOTALS.square] = (totals[before + TOTALS.square] ?? 0) + value * value;
    totals[after + TOTALS.low] = (totals[before + TOTALS.low] ?? 0) + (value < 70 ? 1 : 0);
    totals[after + TOTALS.high] = (totals[before + TOTALS.high] ?? 0) + (value > 180 ? 1 : 0);
    const then15 = this.#before(at, 12.5 * MINUTE_MS);
    const swing15 = this.#change(at, then15, 15 * MINUTE_MS, 30 * MINUTE_MS);
    const swing60 = this.#change(at, this.#before(at, 57.5 * MINUTE_MS), 60 * MINUTE_MS, 90 * MINUTE_MS);
    const before15 =
      swing15 === 0 ? 0 : this.#change(then15, this.#before(then15, 12.5 * MINUTE_MS), 15 * MINUTE_MS, 30 * MINUTE_MS);
    totals[after + TOTALS.swing15] = (totals[before + TOTALS.swing15] ?? 0) + swing15 * swing15;
    totals[after + TOTALS.swing60] = (totals[before + TOTALS.swing60] ?? 0) + swing60 * swing60;
    totals[after + TOTALS.momentum] = (totals[before + TOTALS.momentum] ?? 0) + swing15 * before15;
  }

  /** Slot of the newest sample at least `after` older than the one at a slot; in front of the head when there is none. */
  #before(at: number, after: number): number {
    const timeMs = (this.#times[at] ?? 0) - after + 1;
    let high = at;
    let low = at - 1;
    for (let step = 1; low >= this.#head && (this.#times[low] ?? 0) >= timeMs; step *= 2) {
      high = low;
      low -= step;
    }
    return this.#search(timeMs, Math.max(low + 1, this.#head), high) - 1;
  }

  /** The first slot of `low <= slot < high` whose time is not before `timeMs`; `high` when there is none. */
  #search(timeMs: number, low: number, high: number): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Change between two slots, scaled to `span`; 0 when the first is older than `within`, or evicted. */
  #change(at: number, then: number, span: number, within: number): number {
    if (then < this.#head) return 0;
    const elapsed = (this.#times[at] ?? 0) - (this.#times[then] ?? 0);
    if (elapsed > within) return 0;
    return (((this.#values[at] ?? 0) - (this.#values[then] ?? 0)) * span) / elapsed;
  }

  #evict(): number {
    const before = this.#head;
    const oldest = (this.#times[this.#tail - 1] ?? 0) - RETENTION_MS;
    while ((this.#times[this.#head] ?? 0) < oldest || this.size > MAX_SAMPLES) this.#head += 1;
    return this.#head - before;
  }

  /** Reuses the evicted front when it is worth the move, else doubles: amortised constant work per sample. */
  #makeRoom(): void {
    const head = this.#head;
    const capacity = this.#times.length * (head >= this.#times.length / 8 ? 1 : 2);
    const move = <T extends Float64Array | Float32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    if (capacity > this.#times.length) {
      this.#times = move(this.#times, new Float64Array(capacity));
      this.#values = move(this.#values, new Float32Array(capacity));
      this.#totals = move(this.#totals, new Float64Array((capacity + 1) * WIDTH));
      return;
    }
    this.#times.copyWithin(0, head, this.#tail);
    this.#values.copyWithin(0, head, this.#tail);
    this.#totals.copyWithin(0, head * WIDTH, (this.#tail + 1) * WIDTH);
    this.#tail -= head;
    this.#head = 0;
  }
}
