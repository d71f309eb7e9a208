import { z } from 'zod';
import { Outcome, Severity } from './alert.ts';
import { analyticsCsvQuery } from './analytics-period.ts';
import { Id } from './ids.ts';
import { CalendarDate } from './local-time.ts';
import { RuleId, RuleSetId } from './rule.ts';

export const ANALYTICS_TABLES = ['rules', 'severities', 'outcomes', 'patients', 'staff'] as const;
export type AnalyticsTable = (typeof ANALYTICS_TABLES)[number];

export const AlertAnalyticsCsvQuery = analyticsCsvQuery(ANALYTICS_TABLES);

export const AlertCounts = z.strictObject({
  /** Times that something went wrong: an alert that is open when it happens again is raised again. */
  raised: z.int(),
  /** Of these: a clinician was paged. */
  paged: z.int(),
  /** Of these: a person acknowledged, or resolved, before it happened again. */
  acknowledged: z.int(),
  /** Of those that nobody acknowledged: still waiting for somebody. The others came again, or were withdrawn. */
  waiting: z.int(),
  /** Seconds from paged, or raised where that was not before, to acknowledged; null where nobody has. */
  acknowledgeP50: z.number().nullable(),
  acknowledgeP95: z.number().nullable(),
  /** Alerts as they stand in the list: one for all the times it was raised while open. */
  alerts: z.int(),
  resolved: z.int(),
  /** Of these: something was done. */
  actedOn: z.int(),
  /** What people answered to "was this alert useful". */
  answers: z.int(),
  useful: z.int(),
});
export type AlertCounts = z.infer<typeof AlertCounts>;

export const RuleCounts = AlertCounts.extend({ ruleId: RuleId, ruleSet: RuleSetId, ruleVersion: z.string() });
export type RuleCounts = z.infer<typeof RuleCounts>;

export const SeverityCounts = AlertCounts.extend({ severity: Severity });
export type SeverityCounts = z.infer<typeof SeverityCounts>;

export const OutcomeCount = z.strictObject({ outcome: Outcome, alerts: z.int() });
export type OutcomeCount = z.infer<typeof OutcomeCount>;

export const PatientBurden = z.strictObject({
  patientId: Id,
  patientName: z.string(),
  /** Days of the patient's calendar with at least one stored reading. */
  patientDays: z.int(),
  raised: z.int(),
  paged: z.int(),
});
export type PatientBurden = z.infer<typeof PatientBurden>;

/** Over the patients with at least one patient-day: per patient-day; null where there are none. */
const Spread = z.strictObject({ p50: z.number().nullable(), p95: z.number().nullable(), most: z.number().nullable() });

export const BurdenSpread = z.strictObject({ patients: z.int(), raised: Spread, paged: Spread });
export type BurdenSpread = z.infer<typeof BurdenSpread>;

/**
 * More pages than this within these hours is too much for one person: the target of at most two incidents per shift of
 * twelve hours in Site Reliability Engineering (Beyer et al., 2016), chapter 11. It is a number of another trade; for
 * the clinicians of remote monitoring we know of none.
 */
export const OVERLOAD = { pages: 2, hours: 12 } as const;

/** By the clinic's clock, from the first hour on, until the second. */
export const NIGHT_HOURS = { from: 22, until: 7 } as const;

export const StaffBurden = z.strictObject({
  userId: Id,
  name: z.string(),
  /** Onsets that the person was paged for, or called about; once, however often they were told again. */
  pages: z.int(),
  nightPages: z.int(),
  /** Alerts that this person was the first to acknowledge, or resolve. */
  acknowledged: z.int(),
  /** The most pages within any hours of `OVERLOAD`. */
  mostPages: z.int(),
  /** Days of the clinic's calendar on which that was more than `OVERLOAD` allows. */
  overloadedDays: z.int(),
});
export type StaffBurden = z.infer<typeof StaffBurden>;

/** What alerts cost and are worth, over a period of whole days. */
export const AlertAnalytics = z.strictObject({
  /** `clinic`: all patients, and no patient is named. `own-patients`: those whom the asker treats, and the asker's own pages. */
  scope: z.enum(['clinic', 'own-patients']),
  from: CalendarDate,
  to: CalendarDate,
  timeZone: z.string(),
  patientDays: z.int(),
  total: AlertCounts,
  severities: z.array(SeverityCounts),
  rules: z.array(RuleCounts),
  outcomes: z.array(OutcomeCount),
  burden: BurdenSpread,
  patients: z.array(PatientBurden),
  staff: z.array(StaffBurden),
});
export type AlertAnalytics = z.infer<typeof AlertAnalytics>;
