import type { Explanation } from '#contracts/alert.ts';
import type { HourSum } from '../baseline/hour-sums.ts';
import type { StreamUsual } from '../baseline/stream-usual.ts';
import { RANGE_SPREADS } from '../baseline/usual.ts';
import { dateOfDay, DAY_MS, localDay, startOfLocalDay } from '../local-time/local-day.ts';
import { median } from '../metrics/median.ts';
import type { ActiveBaseline } from '../rules/active-rules.ts';
import { BASELINE_HOLDS_DAYS, BASELINE_WINDOW } from '../rules/baseline.ts';
import { JUDGEMENTS, type Judgement } from '../rules/judge.ts';
import { HOUR_MS } from '../rules/rule.ts';
import { DayEpisodes } from './day-episodes.ts';
import type { Episode } from './episode.ts';
import type { Finding, FindingChange } from './finding.ts';

/** A day is judged when it is over, and what comes late comes within a day: so many cover all that may still change. */
const EVALUATED_DAYS = 4;

/** By how much a day is away from what is usual at its hours, and how far a usual value may be, one of each quantity. */
type Shift = readonly { by: number; limit: number }[];

/**
 * `bp.baseline` or `hr.baseline` of one patient: each day with readings, when it is over, is judged together with the two
 * before it by what is usual at the hours they were taken. The usual goes along: what lasts for two weeks becomes it, and
 * ends the finding. The same readings, in whatever order they come within a day, give the same findings.
 */
export class BaselineWatch {
  readonly #rule: ActiveBaseline;
  readonly #timeZone: string;
  readonly #usual: StreamUsual;
  readonly #episodes: DayEpisodes;
  /** Of days that were asked about; null where too little is known. */
  readonly #shifts = new Map<number, Shift | null>();
  #newestDay = Number.NEGATIVE_INFINITY;

  constructor(rule: ActiveBaseline, timeZone: string, usual: StreamUsual) {
    this.#rule = rule;
    this.#timeZone = timeZone;
    this.#usual = usual;
    this.#episodes = new DayEpisodes(rule, timeZone, this, {
      evaluatedDays: EVALUATED_DAYS,
      holdsDays: BASELINE_HOLDS_DAYS,
    });
  }

  /** Adds readings of an hour; further ones of the newest hour change nothing here. */
  add(sum: HourSum): void {
    const { newestHour } = this.#usual.sums;
    // The day's end asks for all of its hours. Everybody's day ends together: what can be known before, is known then.
    if (sum.hour > newestHour && newestHour >= 0) this.#usual.usualAt(newestHour);
    const day = this.#dayOf(sum.hour);
    if (day > this.#newestDay) this.#begin(day);
    if (!this.#usual.add(sum) || day === this.#newestDay) return;
    for (const known of this.#shifts.keys()) if (known >= day) this.#shifts.delete(known);
    this.#episodes.reconsider();
  }

  /** Starts from the database, when what is usual is known: findings that go on or ended in the last days. */
  restore(findings: readonly Finding[]): void {
    const { newestHour } = this.#usual.sums;
    if (newestHour < 0) return;
    this.#newestDay = this.#dayOf(newestHour);
    const own = findings.filter(({ ruleId }) => ruleId === this.#rule.id);
    this.#episodes.restore(this.#newestDay - 1, own);
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
    return this.#newestDay;
  }

  hasReadings(day: number): boolean {
    const { sums } = this.#usual;
    const index = sums.lowerBound(this.#firstHourOf(day));
    return index < sums.size && sums.hourAt(index) < this.#firstHourOf(day + 1);
  }

  judge(day: number): Judgement {
    const shift = this.#shiftUntil(day);
    if (shift === null) return JUDGEMENTS.between;
    if (shift.changes.some(({ by, limit }) => Math.abs(by) >= limit)) return JUDGEMENTS.breach;
    const isOver = shift.changes.every(({ by, limit }) => Math.abs(by) < limit * BASELINE_WINDOW.overAt);
    return isOver ? JUDGEMENTS.clear : JUDGEMENTS.between;
  }

  explain({ onsetAt, lastBreachAt }: Episode): Explanation | null {
    const day = localDay(this.#timeZone, lastBreachAt);
    const shift = this.#shiftUntil(day);
    if (shift === null) return null;
    const named = shift.changes.map((change, index) => ({
      ...change,
      quantity: this.#usual.quantities[index]?.quantity ?? '',
    }));
    const usual = this.#usual.rangesOfDay(startOfLocalDay(this.#timeZone, day) + DAY_MS / 2);
    return {
      ...this.explainBriefly(),
      comparisons: named.map(({ quantity, limit }) => ({
        quantity: `${quantity}FromUsual`,
        operator: '>=',
        threshold: toTenths(limit),
      })),
      ...(usual === undefined ? {} : { usual }),
      shift: {
        changes: named.map(({ quantity, by }) => ({ quantity, by: toTenths(by) })),
        days: BASELINE_WINDOW.days,
        from: dateOfDay(shift.firstDay),
        to: dateOfDay(day),
        since: dateOfDay(localDay(this.#timeZone, onsetAt)),
      },
    };
  }

  explainBriefly(): Explanation {
    const { id, ruleSet, ruleVersion, source } = this.#rule;
    return { ruleId: id, ruleSet, ruleVersion, source, contributions: [], comparisons: [] };
  }

  #begin(day: number): void {
    this.#episodes.judgeUntil(day - 1);
    this.#newestDay = day;
    const oldest = this.#newestDay - EVALUATED_DAYS - BASELINE_WINDOW.reachDays;
    for (const day of this.#shifts.keys()) if (day < oldest) this.#shifts.delete(day);
  }

  /** What the last three days up to this one have in common: the middle of each quantity, and the first of the days. */
  #shiftUntil(day: number): { changes: Shift; firstDay: number } | null {
    if (this.#shiftOf(day) === null) return null;
    const shifts: Shift[] = [];
    let firstDay = day;
    for (; firstDay > day - BASELINE_WINDOW.reachDays; firstDay -= 1) {
      const shift = this.#shiftOf(firstDay);
      if (shift !== null && shifts.push(shift) === BASELINE_WINDOW.days) break;
    }
    return shifts.length < BASELINE_WINDOW.days ? null : { changes: this.#middleOf(shifts), firstDay };
  }

  /** The middle of a day's hours. */
  #shiftOf(day: number): Shift | null {
    const known = this.#shifts.get(day);
    if (known !== undefined) return known;
    const { sums } = this.#usual;
    const hours: Shift[] = [];
    const end = this.#firstHourOf(day + 1);
    for (let index = sums.lowerBound(this.#firstHourOf(day)); index < sums.size; index += 1) {
      const hour = sums.hourAt(index);
      if (hour >= end) break;
      const shift = this.#usual.usualAt(hour).flatMap((usual, at) => {
        if (usual === null) return [];
        const mean = (at === 0 ? sums.firstAt(index) : sums.secondAt(index)) / sums.countAt(index);
        return { by: mean - usual.center, limit: RANGE_SPREADS * usual.spread };
      });
      if (shift.length > 0) hours.push(shift);
    }
    const shift = hours.length < this.#rule.leastHours ? null : this.#middleOf(hours);
    this.#shifts.set(day, shift);
    return shift;
  }

  #middleOf(shifts: readonly Shift[]): Shift {
    return this.#usual.quantities.map((_, at) => ({
      by: median(shifts.map((shift) => shift[at]?.by ?? Number.NaN)),
      limit: median(shifts.map((shift) => shift[at]?.limit ?? Number.NaN)),
    }));
  }

  #dayOf(hour: number): number {
    return localDay(this.#timeZone, hour * HOUR_MS);
  }

  /** An hour of UTC belongs to the day that it begins in: some clocks have their midnight within one. */
  #firstHourOf(day: number): number {
    return Math.ceil(startOfLocalDay(this.#timeZone, day) / HOUR_MS);
  }
}

const toTenths = (value: number): number => Math.round(value * 10) / 10;
