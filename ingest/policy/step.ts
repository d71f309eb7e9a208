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
  /** Why a reading that was judged before does not count any more; absent where readings came in. */
  corrected?: string;
};

/** While a detector fails it fails on every reading: the open alert says so, and one finding is enough. */
export const SAID_ONCE: ReadonlySet<RuleId> = new Set(['detector.failed']);

/** Further findings of these rules are kept, and change nothing about an alert that nobody has looked at yet. */
export const MERGED_UNTIL_SEEN: ReadonlySet<RuleId> = new Set(['reading.quarantined']);
