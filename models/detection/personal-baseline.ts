import { READING_KINDS, type ReadingKind } from '#contracts/reading.ts';
import { daysOf, emptyDay, type DayOfHours } from '../baseline/day-of-hours.ts';
import type { HourSum } from '../baseline/hour-sums.ts';
import { KeptDays } from '../baseline/kept-days.ts';
import { KIND_OF_USUAL, USUAL_STREAMS, usualStreamOf, type UsualStream } from '../baseline/quantities.ts';
import { hourOf, StreamUsual, type UsualRanges } from '../baseline/stream-usual.ts';
import type { ActiveBaseline } from '../rules/active-rules.ts';
import { FACTS } from '../rules/judge.ts';
import { DAY_MS, type Stream } from '../rules/rule.ts';
import { BaselineWatch } from './baseline-watch.ts';
import type { Finding, FindingChange } from './finding.ts';
import type { StreamReading } from './stream-watch.ts';

/** What the database knows of the past: hours of each stream, oldest first, and up to which day they are written down. */
export type BaselinePast = {
  hours: readonly (HourSum & { stream: UsualStream })[];
  keptUntil: Partial<Record<ReadingKind, number>>;
};

/** A pulse counts where it is known to be at rest. */
const NOT_AT_REST = FACTS.active | FACTS.untold;
/** The limit of a meter is no value. */
const BEYOND_LIMIT = FACTS.belowLimit | FACTS.aboveLimit;

/** Whether a reading is one of those that say what is usual. */
const isComparable = (stream: Stream, facts: number): boolean =>
  stream !== 'cuffless' && (facts & BEYOND_LIMIT) === 0 && (stream !== 'heart-rate' || (facts & NOT_AT_REST) === 0);

/** One way of measuring; no watch where no rule judges it: what is usual of it only explains. */
type Past = { usual: StreamUsual; watch: BaselineWatch | null };

/** What is usual for one patient, and the rules that judge by it. */
export class PersonalBaseline {
  readonly #rules: readonly ActiveBaseline[];
  readonly #timeZone: string;
  readonly #pasts = new Map<UsualStream, Past>();
  readonly #kept = new Map<ReadingKind, KeptDays>();
  /** Something other than the newest hour's sum may have changed. */
  #isDirty = false;

  constructor(rules: readonly ActiveBaseline[], timeZone: string) {
    this.#rules = rules;
    this.#timeZone = timeZone;
  }

  /** Hours in memory, as a measure of its size. */
  get size(): number {
    let size = 0;
    for (const { usual } of this.#pasts.values()) size += usual.sums.size;
    return size;
  }

  /** A reading of the newest hour, as nearly all are, is added to its sum; what else there is to do waits for the next hour. */
  add(stream: Stream, { at, first, second, facts }: Omit<StreamReading, 'id'>): void {
    if (!isComparable(stream, facts)) {
      this.#keptOf(KIND_OF_USUAL[usualStreamOf(stream)]).note(Math.floor(at / DAY_MS));
      return;
    }
    const usualStream = usualStreamOf(stream);
    const { usual, watch } = this.#pastOf(usualStream);
    const hour = hourOf(at);
    const wholeFirst = Math.round(first);
    const wholeSecond = Math.round(second);
    if (usual.sums.addToNewest(hour, wholeFirst, wholeSecond)) return;
    this.#keptOf(KIND_OF_USUAL[usualStream]).note(Math.floor(at / DAY_MS));
    (watch ?? usual).add({ hour, count: 1, first: wholeFirst, second: wholeSecond });
    this.#isDirty = true;
  }

  /** Starts from the database: the past, when the newest reading of each kind was, findings of the last days. */
  restore(past: BaselinePast, newestAt: Record<ReadingKind, number>, findings: readonly Finding[]): void {
    for (const kind of READING_KINDS) {
      if (newestAt[kind] === Number.NEGATIVE_INFINITY) continue;
      const keptUntil = past.keptUntil[kind] ?? Number.NEGATIVE_INFINITY;
      this.#keptOf(kind).restore(Math.floor(newestAt[kind] / DAY_MS), keptUntil);
    }
    for (const { stream, ...sum } of past.hours) this.#pastOf(stream).usual.add(sum);
    for (const { watch } of this.#pasts.values()) watch?.restore(findings);
    this.#isDirty = true;
  }

  /** Whether a value is far from what is usual for this patient at its time of day. */
  isFar(stream: Stream, { at, first, second, facts }: Omit<StreamReading, 'id'>): boolean {
    return (
      isComparable(stream, facts) && this.#pasts.get(usualStreamOf(stream))?.usual.isFar(at, first, second) === true
    );
  }

  /** What is usual at the time of day of an instant. */
  rangesAt(stream: Stream, at: number): UsualRanges | undefined {
    return this.#pasts.get(usualStreamOf(stream))?.usual.rangesAt(at);
  }

  /** What is usual at any time of the day in the middle of which an instant is. */
  rangesOfDay(stream: Stream, middleAt: number): UsualRanges | undefined {
    return this.#pasts.get(usualStreamOf(stream))?.usual.rangesOfDay(middleAt);
  }

  /** Adds what changed since the last call to `changes`. */
  collect(now: number, changes: FindingChange[]): void {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    for (const { watch } of this.#pasts.values()) watch?.collect(now, changes);
  }

  /** Everything is evaluated by the next call of `collect`, also where no reading came. */
  reconsider(): void {
    this.#isDirty = true;
    for (const { watch } of this.#pasts.values()) watch?.reconsider();
  }

  /** The days that are to be written down now, nearly always none; they count as written from then on. */
  takeDays(): DayOfHours[] {
    const taken: DayOfHours[] = [];
    for (const [kind, kept] of this.#kept) {
      if (!kept.isDue) continue;
      const { from, to } = kept.take();
      const days = USUAL_STREAMS.flatMap((stream) => {
        const sums = KIND_OF_USUAL[stream] === kind ? this.#pasts.get(stream)?.usual.sums : undefined;
        return sums === undefined ? [] : daysOf(stream, sums, from, to);
      });
      // How far a kind is written down is known by its last day, with or without readings.
      const first = USUAL_STREAMS.find((stream) => KIND_OF_USUAL[stream] === kind);
      if (first !== undefined && !days.some(({ day }) => day === to)) days.push(emptyDay(first, to));
      taken.push(...days);
    }
    return taken;
  }

  #pastOf(stream: UsualStream): Past {
    let past = this.#pasts.get(stream);
    if (past === undefined) {
      const usual = new StreamUsual(stream);
      const rule = this.#rules.find((each) => each.stream === stream);
      past = { usual, watch: rule === undefined ? null : new BaselineWatch(rule, this.#timeZone, usual) };
      this.#pasts.set(stream, past);
    }
    return past;
  }

  #keptOf(kind: ReadingKind): KeptDays {
    let kept = this.#kept.get(kind);
    if (kept === undefined) {
      kept = new KeptDays();
      this.#kept.set(kind, kept);
    }
    return kept;
  }
}
