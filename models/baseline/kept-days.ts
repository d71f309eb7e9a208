import { KEPT_DAYS } from './hour-sums.ts';

/** A day is written down when the next but one has begun: what comes a day late is in it. */
export const WRITTEN_AFTER_DAYS = 2;

/**
 * Up to which day of UTC the readings of one kind are written down as sums, so that a reload need not read them one by
 * one; days since 1970. What comes later than that is written again with all the days after it.
 */
export class KeptDays {
  #newestDay = Number.NEGATIVE_INFINITY;
  #keptUntil = Number.NEGATIVE_INFINITY;

  /** A reading of this day came, whether it counts or not. */
  note(day: number): void {
    if (day > this.#newestDay) this.#newestDay = day;
    else if (day <= this.#keptUntil && day > this.#newestDay - KEPT_DAYS) this.#keptUntil = day - 1;
  }

  /** Starts from the database. */
  restore(newestDay: number, keptUntil: number): void {
    this.#newestDay = newestDay;
    this.#keptUntil = keptUntil;
  }

  get isDue(): boolean {
    return this.#newestDay - WRITTEN_AFTER_DAYS > this.#keptUntil;
  }

  /** The days that are to be written now, the last of them even without readings; they count as written from then on. */
  take(): { from: number; to: number } {
    const to = this.#newestDay - WRITTEN_AFTER_DAYS;
    const from = Math.max(this.#keptUntil + 1, this.#newestDay - KEPT_DAYS + 1);
    this.#keptUntil = to;
    return { from, to };
  }
}
