/** Four weeks that say what is usual, and the days that are judged by them: see `BaselineWatch`. */
export const KEPT_DAYS = 40;
export const HOURS_OF_DAY = 24;
const KEPT_HOURS = KEPT_DAYS * HOURS_OF_DAY;
const INITIAL_CAPACITY = 8;
/** Eighteen readings a second for an hour: what comes beyond that is a flood, and adds nothing. */
const MOST_READINGS = 65_535;
/** Before every hour that is counted. */
const NO_HOUR = -1;

/** What the readings of one hour add up to, in whole canonical units. `hour` counts hours of UTC since 1970. */
export type HourSum = { hour: number; count: number; first: number; second: number };

/**
 * Readings of the last 40 days, added up by the hour, in order: 10 bytes an hour that has readings, 14 for a pair, so at
 * most 13.4 KB. Whole numbers add up to the same in any order; the hours are UTC's, whatever clock the patient has.
 */
export class HourSums {
  /** What the newest hour adds up to: nearly every reading is of it. The columns have it when they are read. */
  #newestHour = NO_HOUR;
  #newestCount = 0;
  #newestFirst = 0;
  #newestSecond = 0;
  #isBehind = false;
  #size = 0;
  #hours = new Int32Array(INITIAL_CAPACITY);
  #counts = new Uint16Array(INITIAL_CAPACITY);
  #firsts = new Uint32Array(INITIAL_CAPACITY);
  /** Diastolic pressure; null where a reading is one number. */
  #seconds: Uint32Array | null;

  constructor(hasPairs: boolean) {
    this.#seconds = hasPairs ? new Uint32Array(INITIAL_CAPACITY) : null;
  }

  /** Hours with readings. */
  get size(): number {
    return this.#size;
  }

  /** -1 where there is none. */
  get newestHour(): number {
    return this.#newestHour;
  }

  hourAt(index: number): number {
    return this.#hours[index] ?? Number.NaN;
  }

  countAt(index: number): number {
    this.#catchUp();
    return this.#counts[index] ?? 0;
  }

  firstAt(index: number): number {
    this.#catchUp();
    return this.#firsts[index] ?? Number.NaN;
  }

  secondAt(index: number): number {
    this.#catchUp();
    return this.#seconds?.[index] ?? 0;
  }

  /** Adds one reading where it is of the newest hour, and tells whether it is. */
  addToNewest(hour: number, first: number, second: number): boolean {
    if (hour !== this.#newestHour) return false;
    if (this.#newestCount === MOST_READINGS) return true;
    this.#newestCount += 1;
    this.#newestFirst += first;
    this.#newestSecond += second;
    this.#isBehind = true;
    return true;
  }

  /** Adds readings of one hour, and tells whether they count: an hour older than what is kept does not. */
  add({ hour, count, first, second }: HourSum): boolean {
    if (hour <= this.#newestHour - KEPT_HOURS) return false;
    this.#catchUp();
    const index = this.#place(hour);
    const sum = (this.#counts[index] ?? 0) + count;
    if (sum > MOST_READINGS) return false;
    this.#counts[index] = sum;
    this.#firsts[index] = (this.#firsts[index] ?? 0) + first;
    if (this.#seconds !== null) this.#seconds[index] = (this.#seconds[index] ?? 0) + second;
    if (index === this.#size - 1) this.#takeNewest(index);
    return true;
  }

  /** The index of the first hour not before `hour`. */
  lowerBound(hour: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.hourAt(middle) < hour) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #takeNewest(index: number): void {
    this.#newestHour = this.hourAt(index);
    this.#newestCount = this.#counts[index] ?? 0;
    this.#newestFirst = this.#firsts[index] ?? 0;
    this.#newestSecond = this.#seconds?.[index] ?? 0;
  }

  #catchUp(): void {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    const index = this.#size - 1;
    this.#counts[index] = this.#newestCount;
    this.#firsts[index] = this.#newestFirst;
    if (this.#seconds !== null) this.#seconds[index] = this.#newestSecond;
  }

  /** Where the hour stands, made empty where there is none yet. */
  #place(hour: number): number {
    const index = hour > this.#newestHour ? this.#size : this.lowerBound(hour);
    if (index < this.#size && this.hourAt(index) === hour) return index;
    if (index === this.#size) return this.#append(hour);
    this.#makeRoom();
    for (const column of this.#columns()) column.copyWithin(index + 1, index, this.#size);
    this.#size += 1;
    this.#clear(index, hour);
    return index;
  }

  #append(hour: number): number {
    const stale = this.lowerBound(hour - KEPT_HOURS + 1);
    if (stale > 0) {
      for (const column of this.#columns()) column.copyWithin(0, stale, this.#size);
      this.#size -= stale;
    }
    this.#makeRoom();
    this.#size += 1;
    this.#clear(this.#size - 1, hour);
    return this.#size - 1;
  }

  #clear(index: number, hour: number): void {
    for (const column of this.#columns()) column[index] = 0;
    this.#hours[index] = hour;
  }

  #columns(): (Int32Array | Uint16Array | Uint32Array)[] {
    const columns = [this.#hours, this.#counts, this.#firsts];
    return this.#seconds === null ? columns : [...columns, this.#seconds];
  }

  #makeRoom(): void {
    if (this.#size < this.#hours.length) return;
    const capacity = Math.min(KEPT_HOURS, Math.ceil(this.#hours.length * 1.25));
    const move = <T extends Int32Array | Uint16Array | Uint32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#hours = move(this.#hours, new Int32Array(capacity));
    this.#counts = move(this.#counts, new Uint16Array(capacity));
    this.#firsts = move(this.#firsts, new Uint32Array(capacity));
    if (this.#seconds !== null) this.#seconds = move(this.#seconds, new Uint32Array(capacity));
  }
}
