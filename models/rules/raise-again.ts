import type { Severity } from '#contracts/alert.ts';
import type { RuleId } from '#contracts/rule.ts';
import { DAY_MS, MINUTE_MS } from './rule.ts';

/**
 * A condition that goes on is raised again this long after its alert was closed; glucose sensors repeat an urgent low
 * when it is still low 30 min after it was confirmed (Dexcom G5, user guide). Worked example: glucose 50, the alert
 * resolved at 10:10; 49 at 10:30 adds nothing, 48 at 10:40 raises a new alert.
 */
export const RAISE_AGAIN_AFTER_MS = 30 * MINUTE_MS;

/** Rules about days of a week: what is said of one is not new on the next. */
const OF_DAYS: ReadonlySet<RuleId> = new Set(['bp.home-mean', 'bp.baseline', 'hr.baseline']);

/**
 * How long after its alert was closed a condition that goes on is raised again. What got worse never waits for this.
 * Worked example: a home mean of 138/86 and a changed treatment: nobody is told again before the mean is of new days.
 */
export const raiseAgainAfterMs = (ruleId: RuleId, severity: Severity): number => {
  if (OF_DAYS.has(ruleId)) return 7 * DAY_MS;
  // Whoever looks for silence counts in intervals of the device, and says when.
  if (ruleId === 'device.no-data') return 0;
  // A low of any level is mended within the hour; the others of moderate severity last for days.
  return severity === 'moderate' && !ruleId.startsWith('glucose.low') ? DAY_MS : RAISE_AGAIN_AFTER_MS;
};
