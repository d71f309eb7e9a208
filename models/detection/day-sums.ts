/** Two weeks: what one evaluation looks at, and every day whose evaluation a late reading may change. */
export const KEPT_DAYS = 14;
/** A power of two, so that a day's place is found by its last bits. */
const SLOTS = 16;
const COLUMNS = { day: 0, count: 1, systolic: 2, diastolic: 3 } as const;
const WIDTH = Object.keys(COLUMNS).length;

/** What some days' readings add up to. */
export type Sums = { days: number; count: number; systolic: number; diastolic: number; firstDay: number };

/**
 * Cuff readings of the last two weeks in 256 bytes: of each day how many there were, and their sums in whole mmHg, as
 * each was displayed. Whole numbers add up to the same in any order.
 */
export class DaySums {
  readonly #slots = new Int32Array(SLOTS * WIDTH);
  #newestDay = Number.NEGATIVE_INFINITY;

  get newestDay(): number {
    return this.#newestDay;
  }

  get oldestDay(): number {
    return this.#newestDay - KEPT_DAYS + 1;
  }

  /** Adds readings of one day, and tells whether they count: a day older than what is kept does not. */
  add(day: number, count: number, systolic: number, diastolic: number): boolean {
    if (!(day >= this.oldestDay)) return false;
    this.#newestDay = Math.max(this.#newestDay, day);
    const slots = this.#slots;
    const at = (day & (SLOTS - 1)) * WIDTH;
    if (slots[at + COLUMNS.day] !== day) slots.fill(0, at, at + WIDTH);
    slots[at + COLUMNS.day] = day;
    slots[at + COLUMNS.count] = (slots[at + COLUMNS.count] ?? 0) + count;
    slots[at + COLUMNS.systolic] = (slots[at + COLUMNS.systolic] ?? 0) + systolic;
    slots[at + COLUMNS.diastolic] = (slots[at + COLUMNS.diastolic] ?? 0) + diastolic;
    return true;
  }

  hasReadings(day: number): boolean {
    const at = (day & (SLOTS - 1)) * WIDTH;
    return this.#slots[at + COLUMNS.day] === day && (this.#slots[at + COLUMNS.count] ?? 0) > 0;
  }

  /** Writes what the `length` days up to `lastDay` add up to into `sums`. */
  sumInto(sums: Sums, lastDay: number, length: number): void {
    sums.days = 0;
    sums.count = 0;
    sums.systolic = 0;
    sums.diastolic = 0;
    for (let day = lastDay - length + 1; day <= lastDay; day += 1) {
      if (!this.hasReadings(day)) continue;
      const at = (day & (SLOTS - 1)) * WIDTH;
      if (sums.days === 0) sums.firstDay = day;
      sums.days += 1;
      sums.count += this.#slots[at + COLUMNS.count] ?? 0;
      sums.systolic += this.#slots[at + COLUMNS.systolic] ?? 0;
      sums.diastolic += this.#slots[at + COLUMNS.diastolic] ?? 0;
    }
  }
}
