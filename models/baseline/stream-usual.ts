import type { Explanation } from '#contracts/alert.ts';
import { HOUR_MS } from '../rules/rule.ts';
import { AskedHours, type Compared } from './asked-hours.ts';
import { HOURS_OF_DAY, HourSums, type HourSum } from './hour-sums.ts';
import { USUAL_QUANTITIES, type UsualQuantity, type UsualStream } from './quantities.ts';
import { FAR_SPREADS, rangeOf, spreadsFrom, USUAL_WINDOW, usualOf, type Usual } from './usual.ts';

/** Half a day to either side: every hour of the day counts. */
const WHOLE_DAY = HOURS_OF_DAY / 2;
/** The newest hour that has a say in what is usual at another is so long before it. */
const LEAST_HOURS_BEFORE = USUAL_WINDOW.daysBefore * HOURS_OF_DAY - USUAL_WINDOW.hoursAround;

/** What is usual at one time of day, or on the whole of it, as an explanation has it. */
export type UsualRanges = NonNullable<Explanation['usual']>;

export const hourOf = (at: number): number => Math.floor(at / HOUR_MS);

/** Readings of one way of measuring, and what they say is usual for this patient. */
export class StreamUsual {
  readonly quantities: readonly UsualQuantity[];
  readonly sums: HourSums;
  /** What was asked of the hours of about a day: of most of them it is asked again when that day is over. */
  #asked: AskedHours | null = null;

  constructor(stream: UsualStream) {
    this.quantities = USUAL_QUANTITIES[stream];
    this.sums = new HourSums(this.quantities.length > 1);
  }

  /** Adds readings of one hour, and tells whether they count. */
  add(sum: HourSum): boolean {
    this.#asked?.forgetFrom(sum.hour + LEAST_HOURS_BEFORE);
    return this.sums.add(sum);
  }

  /** What is usual at an hour of each quantity; null of one about which too little is known. */
  usualAt(hour: number): readonly (Compared | null)[] {
    this.#asked ??= new AskedHours(this.quantities.length);
    const known = this.#asked.at(hour);
    if (known !== undefined) return known;
    const usual = this.#usual(hour, USUAL_WINDOW.hoursAround);
    this.#asked.remember(hour, usual);
    return usual;
  }

  /** Whether a value is an outlier among those of its time of day; never where too little is known of that. */
  isFar(at: number, first: number, second: number): boolean {
    return this.usualAt(hourOf(at)).some((usual, index) => {
      const quantity = this.quantities[index];
      if (usual === null || quantity === undefined) return false;
      return Math.abs(spreadsFrom(usual, index === 0 ? first : second, quantity)) > FAR_SPREADS;
    });
  }

  /** In words of an explanation: what is usual at the time of day of an instant. */
  rangesAt(at: number): UsualRanges | undefined {
    return this.#toRanges('hour', this.#usual(hourOf(at), USUAL_WINDOW.hoursAround));
  }

  /** The same at any time of the day in the middle of which an instant is. */
  rangesOfDay(middleAt: number): UsualRanges | undefined {
    return this.#toRanges('day', this.#usual(hourOf(middleAt), WHOLE_DAY));
  }

  #usual(hour: number, hoursAround: number): (Usual | null)[] {
    return this.quantities.map((quantity, index) =>
      usualOf(this.sums, hour, quantity, { isSecond: index === 1, hoursAround }),
    );
  }

  #toRanges(around: UsualRanges['around'], usuals: readonly (Usual | null)[]): UsualRanges | undefined {
    const ranges: UsualRanges['ranges'] = [];
    let days = 0;
    for (const [index, quantity] of this.quantities.entries()) {
      const usual = usuals[index];
      if (usual === null || usual === undefined) return undefined;
      ranges.push({ quantity: quantity.quantity, ...rangeOf(usual, quantity) });
      days = usual.days;
    }
    return { around, days, ranges };
  }
}
