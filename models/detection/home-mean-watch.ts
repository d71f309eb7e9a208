import type { Explanation } from '#contracts/alert.ts';
import type { UsualRanges } from '../baseline/stream-usual.ts';
import { dateOfDay, DAY_MS, localDay, QUARTER_MS, startOfLocalDay } from '../local-time/local-day.ts';
import type { ActiveHomeMean } from '../rules/active-rules.ts';
import { HOME_MEAN_HOLDS_DAYS, HOME_MEAN_WINDOW } from '../rules/home-mean.ts';
import { isBroken, isRecovered, JUDGEMENTS, type Judgement } from '../rules/judge.ts';
import { DayEpisodes } from './day-episodes.ts';
import { DaySums, KEPT_DAYS, type Sums } from './day-sums.ts';
import type { Episode } from './episode.ts';
import { ruleExplanation } from './explain.ts';
import type { Finding, FindingChange } from './finding.ts';

/** Cuff readings of a quarter of an hour, added up in whole mmHg as each was displayed. */
export type CuffQuarter = { startsAt: number; count: number; systolic: number; diastolic: number };

/** Days that are evaluated again whenever a reading comes; those before them are as they were found. */
const EVALUATED_DAYS = KEPT_DAYS - HOME_MEAN_WINDOW.days + 1;

/** One for all patients: what is added up is read before the next sum. */
const sums: Sums = { days: 0, count: 0, systolic: 0, diastolic: 0, firstDay: 0 };

/**
 * `bp.home-mean` of one patient: each day with cuff readings, up to the newest, is judged by the mean of the week that
 * ends with it. The same readings, in whatever order, give the same onsets; days without readings change nothing.
 */
export class HomeMeanWatch {
  readonly #rule: ActiveHomeMean;
  readonly #timeZone: string;
  readonly #days = new DaySums();
  readonly #episodes: DayEpisodes;
  readonly #usualOfDay: (middleAt: number) => UsualRanges | undefined;

  /** `usualOfDay` says what was usual on the days before that in the middle of which an instant is. */
  constructor(rule: ActiveHomeMean, timeZone: string, usualOfDay: (middleAt: number) => UsualRanges | undefined) {
    this.#rule = rule;
    this.#timeZone = timeZone;
    this.#usualOfDay = usualOfDay;
    this.#episodes = new DayEpisodes(rule, timeZone, this, {
      evaluatedDays: EVALUATED_DAYS,
      holdsDays: HOME_MEAN_HOLDS_DAYS,
    });
  }

  add(at: number, systolic: number, diastolic: number): void {
    const day = this.#dayOf(at);
    this.#episodes.judgeUntil(day);
    if (this.#days.add(day, 1, Math.round(systolic), Math.round(diastolic))) this.#episodes.reconsider();
  }

  /** Starts from the database: quarters in order of time, and findings that go on or ended within the days kept. */
  restore(quarters: readonly CuffQuarter[], findings: readonly Finding[]): void {
    for (const { startsAt, count, systolic, diastolic } of quarters) {
      this.#days.add(this.#dayOf(startsAt), count, systolic, diastolic);
    }
    if (quarters.length > 0) this.#episodes.restore(this.#days.newestDay, findings);
  }

  /** Everything is evaluated by the next call of `collect`, also where no reading came. */
  reconsider(): void {
    this.#episodes.reconsider();
  }

  /** Adds what changed since the last call to `changes`. */
  collect(now: number, changes: FindingChange[]): void {
    this.#episodes.collect(now, changes);
  }

  get newestDay(): number {
    return this.#days.newestDay;
  }

  hasReadings(day: number): boolean {
    return this.#days.hasReadings(day);
  }

  /** What the week that ends with a day says; `between` where it says too little. */
  judge(day: number): Judgement {
    this.#days.sumInto(sums, day, HOME_MEAN_WINDOW.days);
    const { days, count } = sums;
    if (count < HOME_MEAN_WINDOW.leastReadings || days < HOME_MEAN_WINDOW.leastDays) return JUDGEMENTS.between;
    let isOver = true;
    for (const comparison of this.#rule.comparisons) {
      const mean = (comparison.quantity === 'diastolic' ? sums.diastolic : sums.systolic) / count;
      if (isBroken(comparison, mean, 0)) return JUDGEMENTS.breach;
      isOver &&= isRecovered(comparison, mean, 0);
    }
    return isOver ? JUDGEMENTS.clear : JUDGEMENTS.between;
  }

  /** The mean of the last day that was high; null where its readings are forgotten, and what was told of it stands. */
  explain({ onsetAt, lastBreachAt }: Episode): Explanation | null {
    const day = this.#dayOf(lastBreachAt);
    if (day - HOME_MEAN_WINDOW.days + 1 < this.#days.oldestDay) return null;
    this.#days.sumInto(sums, day, HOME_MEAN_WINDOW.days);
    const { count, days, firstDay } = sums;
    const onsetDay = this.#dayOf(onsetAt);
    const usual = this.#usualOfDay(startOfLocalDay(this.#timeZone, onsetDay) + DAY_MS / 2);
    return {
      ...this.explainBriefly(),
      ...(usual === undefined ? {} : { usual }),
      mean: {
        systolic: toTenths(sums.systolic / count),
        diastolic: toTenths(sums.diastolic / count),
        readings: count,
        days,
        from: dateOfDay(firstDay),
        to: dateOfDay(day),
        since: dateOfDay(onsetDay),
      },
    };
  }

  explainBriefly(): Explanation {
    return ruleExplanation(this.#rule, this.#rule.comparisons, 0);
  }

  /** By the quarter of an hour, as the database adds readings up. */
  #dayOf(at: number): number {
    return localDay(this.#timeZone, Math.floor(at / QUARTER_MS) * QUARTER_MS);
  }
}

const toTenths = (value: number): number => Math.round(value * 10) / 10;
