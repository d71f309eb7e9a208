import { HOURS_OF_DAY, type HourSums } from './hour-sums.ts';
import { USUAL_QUANTITIES, type UsualStream } from './quantities.ts';

/** The hours of one day of UTC as they are written down, 24 of each; days since 1970. */
export type DayOfHours = {
  stream: UsualStream;
  day: number;
  counts: number[];
  firsts: number[];
  /** Null where a reading is one number. */
  seconds: number[] | null;
};

const zeros = (): number[] => Array<number>(HOURS_OF_DAY).fill(0);

export const emptyDay = (stream: UsualStream, day: number): DayOfHours => ({
  ...{ stream, day, counts: zeros(), firsts: zeros() },
  seconds: USUAL_QUANTITIES[stream].length > 1 ? zeros() : null,
});

/** The days from `from` to `to` that have readings, oldest first. */
export const daysOf = (stream: UsualStream, sums: HourSums, from: number, to: number): DayOfHours[] => {
  const days: DayOfHours[] = [];
  for (let index = sums.lowerBound(from * HOURS_OF_DAY); index < sums.size; index += 1) {
    const hour = sums.hourAt(index);
    const day = Math.floor(hour / HOURS_OF_DAY);
    if (day > to) break;
    let last = days.at(-1);
    if (last?.day !== day) {
      last = emptyDay(stream, day);
      days.push(last);
    }
    const at = hour - day * HOURS_OF_DAY;
    last.counts[at] = sums.countAt(index);
    last.firsts[at] = sums.firstAt(index);
    if (last.seconds !== null) last.seconds[at] = sums.secondAt(index);
  }
  return days;
};
