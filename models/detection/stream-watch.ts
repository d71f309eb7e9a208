import type { UsualRanges } from '../baseline/stream-usual.ts';
import type { ActiveRule } from '../rules/active-rules.ts';
import type { Finding, FindingChange } from './finding.ts';
import { contribution, ruleExplanation } from './explain.ts';
import { ReadingWindow } from './reading-window.ts';
import { judgeAlone, RuleWatch } from './rule-watch.ts';

/** Readings may come in any order within a day (and an hour, for repeats and gaps at its edge). */
export const RETENTION_MS = 25 * 3_600_000;
/** More than a reading a minute for that long: a device that floods cannot grow the window further. */
export const MAX_READINGS = 2_048;
/** Forgetting waits until a batch is told, so that its explanations still find their readings; but not for ever. */
const ROOM_FOR_A_BATCH = 4 * MAX_READINGS;

export type StreamReading = { id: string; at: number; first: number; second: number; facts: number };

/** All rules over one stream of one patient's readings. */
export class StreamWatch {
  readonly window = new ReadingWindow();
  readonly #watches: readonly RuleWatch[];
  readonly #usualAt: (at: number) => UsualRanges | undefined;
  /** Readings up to here are no longer in the window. */
  #forgottenUntil = Number.NEGATIVE_INFINITY;
  #mustReplay = false;
  #alone: FindingChange[] = [];

  /** `usualAt` says what is usual for the patient at an instant's time of day, for whoever reads an explanation. */
  constructor(rules: readonly ActiveRule[], usualAt: (at: number) => UsualRanges | undefined) {
    this.#usualAt = usualAt;
    this.#watches = rules.map((rule) => new RuleWatch(rule));
  }

  add(reading: StreamReading): void {
    if (reading.at <= this.#forgottenUntil) {
      this.#addAlone(reading);
      return;
    }
    const isNewest = this.window.insert(reading.at, reading.first, reading.second, reading.facts, reading.id);
    if (!isNewest) this.#mustReplay = true;
    if (this.#mustReplay) return;
    for (const watch of this.#watches) watch.append(this.window, this.window.size - 1);
    if (this.window.size > ROOM_FOR_A_BATCH) this.#forget();
  }

  restore(readings: readonly StreamReading[], findings: readonly Finding[], from: number): void {
    for (const { at, first, second, facts, id } of readings) this.window.insert(at, first, second, facts, id);
    this.#forgottenUntil = from;
    for (const watch of this.#watches) {
      const own = findings.filter(
        ({ ruleId, clearedAt }) => ruleId === watch.rule.id && (clearedAt === null || clearedAt > from),
      );
      watch.restore(own, from, this.window);
    }
    this.#forget();
    for (const watch of this.#watches) watch.forgetEnded(this.#forgottenUntil);
  }

  /** Adds what changed since the last call to `changes`. */
  collect(now: number, changes: FindingChange[]): void {
    if (this.#mustReplay) {
      for (const watch of this.#watches) watch.replay(this.window, this.#forgottenUntil);
      this.#mustReplay = false;
    }
    for (const watch of this.#watches) {
      if (!watch.isDirty) continue;
      for (const change of watch.changes(this.window, now)) changes.push(this.#withUsual(change));
      watch.forgetEnded(this.#forgottenUntil);
    }
    this.#forget();
    if (this.#alone.length === 0) return;
    for (const change of this.#alone) changes.push(this.#withUsual(change));
    this.#alone = [];
  }

  #withUsual(change: FindingChange): FindingChange {
    const { after, explanation } = change;
    const usual = after === null || explanation === null ? undefined : this.#usualAt(after.onsetAt);
    return usual === undefined || explanation === null ? change : { ...change, explanation: { ...explanation, usual } };
  }

  #forget(): void {
    const keepFrom = this.window.newestAt - RETENTION_MS;
    let count = 0;
    while (this.window.size > MAX_READINGS || this.window.timeAt(0) < keepFrom) {
      for (const watch of this.#watches) watch.forgetOldest(this.window);
      this.#forgottenUntil = this.window.timeAt(0);
      this.window.evict(1);
      count += 1;
    }
    // Readings of the same instant as the last forgotten one go with it, else a late twin would find half of them.
    while (count > 0 && this.window.size > 0 && this.window.timeAt(0) === this.#forgottenUntil) {
      for (const watch of this.#watches) watch.forgetOldest(this.window);
      this.window.evict(1);
    }
  }

  #addAlone(reading: StreamReading): void {
    for (const watch of this.#watches) {
      const { rule } = watch;
      const episode = judgeAlone(rule, reading);
      if (episode === null) continue;
      this.#alone.push({
        before: null,
        after: {
          ruleId: rule.id,
          ruleSet: rule.ruleSet,
          ruleVersion: rule.ruleVersion,
          stream: null,
          onsetAt: reading.at,
          // Over: nothing that comes later is asked about it.
          clearedAt: reading.at,
          lastBreachAt: reading.at,
          lane: 'late',
          severity: episode.severity,
          worsenedAt: null,
          confirmation: 'none',
          isPageable: false,
          repeatWithinMs: null,
        },
        supersedes: [],
        explanation: {
          ...ruleExplanation(rule, rule.comparisons, reading.facts),
          contributions: [contribution(rule.stream, reading)],
        },
      });
    }
  }
}
