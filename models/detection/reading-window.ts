const INITIAL_CAPACITY = 16;

/** The readings of one stream in order of measurement, in columns; the front can be evicted. */
export class ReadingWindow {
  #head = 0;
  #tail = 0;
  #times = new Float64Array(INITIAL_CAPACITY);
  #firsts = new Float64Array(INITIAL_CAPACITY);
  #seconds = new Float64Array(INITIAL_CAPACITY);
  #facts = new Uint8Array(INITIAL_CAPACITY);
  #ids: string[] = [];

  get size(): number {
    return this.#tail - this.#head;
  }

  get newestAt(): number {
    return this.size === 0 ? Number.NEGATIVE_INFINITY : (this.#times[this.#tail - 1] ?? Number.NaN);
  }

  timeAt(index: number): number {
    return this.#times[this.#head + index] ?? Number.NaN;
  }

  firstAt(index: number): number {
    return this.#firsts[this.#head + index] ?? Number.NaN;
  }

  secondAt(index: number): number {
    return this.#seconds[this.#head + index] ?? Number.NaN;
  }

  factsAt(index: number): number {
    return this.#facts[this.#head + index] ?? 0;
  }

  idAt(index: number): string {
    return this.#ids[this.#head + index] ?? '';
  }

  /**
   * Puts a reading where it belongs and tells whether that is the end. Readings of one instant are ordered by their
   * values, so that the order does not depend on which came in first.
   */
  insert(time: number, first: number, second: number, facts: number, id: string): boolean {
    if (this.#tail === this.#times.length) this.#makeRoom();
    let at = this.#tail;
    while (at > this.#head && this.#isAfter(at - 1, time, first, second, facts)) at -= 1;
    const isNewest = at === this.#tail;
    if (!isNewest) {
      for (const column of [this.#times, this.#firsts, this.#seconds]) column.copyWithin(at + 1, at, this.#tail);
      this.#facts.copyWithin(at + 1, at, this.#tail);
      this.#ids.splice(at, 0, id);
    } else this.#ids.push(id);
    this.#times[at] = time;
    this.#firsts[at] = first;
    this.#seconds[at] = second;
    this.#facts[at] = facts;
    this.#tail += 1;
    return isNewest;
  }

  /** The index of the first reading not before `time`. */
  lowerBound(time: number): number {
    let low = this.#head;
    let high = this.#tail;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low - this.#head;
  }

  /** Forgets the `count` oldest readings. */
  evict(count: number): void {
    this.#head += count;
  }

  #isAfter(at: number, time: number, first: number, second: number, facts: number): boolean {
    const byTime = (this.#times[at] ?? 0) - time;
    if (byTime !== 0) return byTime > 0;
    const byFirst = (this.#firsts[at] ?? 0) - first;
    if (byFirst !== 0) return byFirst > 0;
    const bySecond = (this.#seconds[at] ?? 0) - second;
    return bySecond === 0 ? (this.#facts[at] ?? 0) > facts : bySecond > 0;
  }

  /** Reuses the evicted front when it is worth the move, else doubles: amortised constant work per reading. */
  #makeRoom(): void {
    const { size } = this;
    const isWorthMoving = this.#head >= this.#times.length / 4;
    const capacity = isWorthMoving ? this.#times.length : this.#times.length * 2;
    const move = <T extends Float64Array | Uint8Array>(from: T, to: T): T => {
      to.set(from.subarray(this.#head, this.#tail));
      return to;
    };
    this.#times = move(this.#times, new Float64Array(capacity));
    this.#firsts = move(this.#firsts, new Float64Array(capacity));
    this.#seconds = move(this.#seconds, new Float64Array(capacity));
    this.#facts = move(this.#facts, new Uint8Array(capacity));
    this.#ids = this.#ids.slice(this.#head, this.#tail);
    this.#head = 0;
    this.#tail = size;
  }
}
