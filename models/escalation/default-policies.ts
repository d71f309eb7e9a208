import type { Severity } from '#contracts/alert.ts';
import type { EscalationTier } from '#contracts/escalation.ts';

const minutes = (count: number): EscalationTier['answerWithin'] => ({ kind: 'minutes', minutes: count });

/**
 * What holds until an administrator sets something else: the care team first, then whoever is on call. Of a critical
 * alert the care team has a quarter of an hour, whoever is on call half an hour after it; of a high one each has four
 * hours; a moderate one is the care team's, until the end of the next working day.
 */
export const DEFAULT_POLICIES = {
  critical: [
    { targets: [{ kind: 'care-team' }], answerWithin: minutes(15) },
    { targets: [{ kind: 'anyone-on-call' }], answerWithin: minutes(30) },
  ],
  high: [
    { targets: [{ kind: 'care-team' }], answerWithin: minutes(240) },
    { targets: [{ kind: 'anyone-on-call' }], answerWithin: minutes(240) },
  ],
  moderate: [{ targets: [{ kind: 'care-team' }], answerWithin: { kind: 'next-working-day' } }],
} as const satisfies Record<Severity, readonly EscalationTier[]>;
