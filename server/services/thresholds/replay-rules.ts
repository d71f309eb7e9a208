import type { RuleId } from '#contracts/rule.ts';
import type { ThresholdTally } from '#contracts/threshold.ts';
import type { AlertEventRecord } from '#ingest/policy/alert-record.ts';
import { decide, noteOngoing, pageWhenDue, type Standing } from '#ingest/policy/decide.ts';
import { isSaidByWorse } from '#ingest/policy/said-by-worse.ts';
import { detect } from '#models/detect.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import type { BaselinePast } from '#models/detection/personal-baseline.ts';
import { PatientWatch, type DetectionRow, type PatientProfile } from '#models/detection/patient-watch.ts';

const ACTOR = { type: 'system', id: 'preview' } as const;

/**
 * Plays readings, oldest first, each as if it had come in when it was taken, through the detection and the policy of
 * ingest: one open alert a rule, raised again at each onset and silent while a worse one says it all, paged as `decide`
 * says; a crisis whose repeat did not come in time pages, as the deadline would have. Nobody acknowledges or resolves.
 * Forecasts are left out: no threshold changes them. Counts what happened from `countFromMs` on.
 */
export class RulesReplay {
  readonly #watch: PatientWatch;
  readonly #countFromMs: number;
  readonly #standings = new Map<RuleId, Standing>();
  readonly #byRule = new Map<RuleId, { raised: number; paged: number }>();

  /** `hours` before the first reading say what was usual for the patient by then. */
  constructor(profile: Omit<PatientProfile, 'utcOffsetMinutes'>, hours: BaselinePast['hours'], countFromMs: number) {
    this.#watch = new PatientWatch({ ...profile, utcOffsetMinutes: 0 });
    const none = { 'blood-pressure': 0, glucose: 0, 'heart-rate': 0 };
    this.#watch.restore([], [], none, { quarters: [], pulses: [], baseline: { hours, keptUntil: {} } });
    this.#countFromMs = countFromMs;
  }

  take(row: DetectionRow): void {
    const { effectiveAtMs } = row;
    this.#pageOverdue(effectiveAtMs);
    for (const change of detect(this.#watch, [row], effectiveAtMs)) this.#apply(change, effectiveAtMs);
  }

  /** What it came to by `atMs`. */
  finish(atMs: number): ThresholdTally {
    this.#pageOverdue(atMs);
    const tallies = [...this.#byRule.values()];
    return {
      wouldHaveRaised: tallies.reduce((sum, { raised }) => sum + raised, 0),
      wouldHavePaged: tallies.reduce((sum, { paged }) => sum + paged, 0),
      byRule: Object.fromEntries(this.#byRule),
    };
  }

  #pageOverdue(atMs: number): void {
    for (const [ruleId, standing] of this.#standings) this.#count(ruleId, pageWhenDue(standing, atMs));
  }

  #apply(change: FindingChange, at: number): void {
    const finding = change.after ?? change.before;
    if (finding === null) return;
    const { ruleId } = finding;
    let standing = this.#standings.get(ruleId);
    if (standing === undefined) {
      standing = { open: null, lastClosedAt: null, ongoing: new Map() };
      this.#standings.set(ruleId, standing);
    }
    if (isSaidByWorse((id) => this.#standings.get(id), ruleId, change)) {
      noteOngoing(standing, change);
      return;
    }
    // No row of any patient: the policy needs to know whose alert it writes, and nothing is written.
    const step = { patientId: 'preview', ruleId, change, clock: 'event', at, actor: ACTOR } as const;
    this.#count(ruleId, decide(standing, step, change));
  }

  #count(ruleId: RuleId, events: readonly AlertEventRecord[]): void {
    for (const { type, at } of events) {
      if (at < this.#countFromMs) continue;
      const isRaised = type === 'raised' || type === 're-raised';
      if (!isRaised && type !== 'paged') continue;
      const tally = this.#byRule.get(ruleId) ?? { raised: 0, paged: 0 };
      this.#byRule.set(ruleId, tally);
      if (isRaised) tally.raised += 1;
      else tally.paged += 1;
    }
  }
}
