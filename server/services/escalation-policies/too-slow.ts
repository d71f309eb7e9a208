import type { Severity } from '#contracts/alert.ts';
import type { WireError } from '#contracts/errors.ts';
import type { EscalationTier } from '#contracts/escalation.ts';
import { LONGEST_ANSWER_MINUTES } from '#contracts/escalation-limits.ts';

type Issues = NonNullable<WireError['issues']>;

/** What is severe waits for no working day, and no longer than it may. */
export const tooSlow = (severity: Severity, tiers: readonly EscalationTier[]): Issues =>
  tiers.flatMap(({ answerWithin }, index) => {
    const path = `tiers.${index}.answerWithin`;
    const longest = LONGEST_ANSWER_MINUTES[severity];
    if (answerWithin.kind === 'next-working-day') {
      return severity === 'moderate' ? [] : [{ path, message: 'is not for what is high or critical' }];
    }
    return answerWithin.minutes <= longest ? [] : [{ path, message: `is more than ${longest} minutes` }];
  });
