const STEP_MS = 0.1;
const STEPS = 100_000;

/** Counts of tenths of a millisecond up to ten seconds: exact enough, and flat in memory for any number of values. */
export class Latencies {
  readonly #counts = new Uint32Array(STEPS);
  #total = 0;
  #max = 0;

  add(milliseconds: number): void {
    const step = Math.min(STEPS - 1, Math.floor(milliseconds / STEP_MS));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total += 1;
    if (milliseconds > this.#max) this.#max = milliseconds;
  }

  /** The value below which `share` of all lie. */
  quantile(share: number): number {
    let left = Math.ceil(this.#total * share);
    for (let step = 0; step < STEPS; step += 1) {
      left -= this.#counts[step] ?? 0;
      if (left <= 0) return Math.round((step + 1) * STEP_MS * 10) / 10;
    }
    return 0;
  }

  get max(): number {
    return Math.round(this.#max * 10) / 10;
  }
}
