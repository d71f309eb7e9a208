import type { Actor } from '#contracts/alert.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import type { ClinicClock } from '../clinic-clock.ts';

/** Something detection found while taking in a reading, or several of one patient. */
export type Step = {
  patientId: string;
  ruleId: RuleId;
  /** Null where nothing was found, and only the patient's clock went on past a deadline. */
  change: FindingChange | null;
  /** Ours, or the patient's in a clinic on event time. */
  clock: ClinicClock;
  at: number;
  actor: Actor;
};

/** A technical finding of these rules merges into the open alert instead of raising it anew. */
export const MERGED_RULES: ReadonlySet<RuleId> = new Set(['detector.failed']);
