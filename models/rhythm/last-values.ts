/** So many times the values that are kept are written before the newest move to the front again. */
const ROOM = 4;

/** The last `count` values of a series, NaN where there were fewer, side by side in memory and the newest last. */
export class LastValues {
  readonly #count: number;
  readonly #values: Float64Array;
  #end: number;

  constructor(count: number) {
    this.#count = count;
    this.#values = new Float64Array(ROOM * count).fill(Number.NaN);
    this.#end = count;
  }

  push(value: number): void {
    if (this.#end === this.#values.length) {
      this.#values.copyWithin(0, this.#end - this.#count);
      this.#end = this.#count;
    }
    this.#values[this.#end] = value;
    this.#end += 1;
  }

  /** The value that so many were pushed after. */
  back(places: number): number {
    return this.#values[this.#end - 1 - places] ?? Number.NaN;
  }

  /** A view, true until the next push. */
  all(): Float64Array {
    return this.#values.subarray(this.#end - this.#count, this.#end);
  }

  /** Of the newest `count`; added up from the oldest on, so that it does not depend on where they stand. */
  meanOf(count: number): number {
    let sum = 0;
    for (let at = this.#end - count; at < this.#end; at += 1) sum += this.#values[at] ?? Number.NaN;
    return sum / count;
  }

  copy(): LastValues {
    const copy = new LastValues(this.#count);
    copy.#values.set(this.#values);
    copy.#end = this.#end;
    return copy;
  }
}
