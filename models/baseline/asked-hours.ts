import { HOURS_OF_DAY } from './hour-sums.ts';
import type { Usual } from './usual.ts';

/** What a value is compared with. */
export type Compared = Pick<Usual, 'center' | 'spread'>;

/** An hour's numbers of one quantity. */
const FIELDS = 2;
/** No spread is as small. */
const UNKNOWN = 0;

/**
 * What was usual at the hours that were asked about, within a day of the last one: 8 bytes an hour and 16 for each of its
 * quantities, in one list of numbers. As objects it would be several times that.
 */
export class AskedHours {
  readonly #stride: number;
  /** Hour by hour: the hour, then center and spread of each quantity. */
  readonly #numbers: number[] = [];

  constructor(quantities: number) {
    this.#stride = 1 + quantities * FIELDS;
  }

  /** Of each quantity, null where too little was known of it; undefined of an hour that is not remembered. */
  at(hour: number): (Compared | null)[] | undefined {
    const numbers = this.#numbers;
    for (let start = 0; start < numbers.length; start += this.#stride) {
      if (numbers[start] !== hour) continue;
      const usuals: (Compared | null)[] = [];
      for (let field = start + 1; field < start + this.#stride; field += FIELDS) {
        const [center = 0, spread = UNKNOWN] = numbers.slice(field, field + FIELDS);
        usuals.push(spread === UNKNOWN ? null : { center, spread });
      }
      return usuals;
    }
    return undefined;
  }

  remember(hour: number, usuals: readonly (Compared | null)[]): void {
    this.#keep((other) => Math.abs(other - hour) <= HOURS_OF_DAY);
    this.#numbers.push(hour);
    for (const usual of usuals) this.#numbers.push(usual?.center ?? 0, usual?.spread ?? UNKNOWN);
  }

  /** Forgets every hour from this one on. */
  forgetFrom(hour: number): void {
    this.#keep((other) => other < hour);
  }

  #keep(isKept: (hour: number) => boolean): void {
    const numbers = this.#numbers;
    let end = 0;
    for (let start = 0; start < numbers.length; start += this.#stride) {
      if (!isKept(numbers[start] ?? Number.NaN)) continue;
      if (start > end) numbers.copyWithin(end, start, start + this.#stride);
      end += this.#stride;
    }
    numbers.length = end;
  }
}
