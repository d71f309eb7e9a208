import { z } from 'zod';
import { analyticsCsvQuery } from './analytics-period.ts';
import { PARTICIPANT_ROLES } from './consultation.ts';
import { Id, Instant } from './ids.ts';
import { CalendarDate } from './local-time.ts';

export const VISIT_TABLES = ['roles', 'days', 'visits'] as const;
export type VisitTable = (typeof VISIT_TABLES)[number];

export const VisitAnalyticsCsvQuery = analyticsCsvQuery(VISIT_TABLES);

/** What stays in visits were like, added up. Shares are of 1. */
export const StayCounts = z.strictObject({
  visits: z.int(),
  stays: z.int(),
  /** Of these: sound and picture never flowed. */
  neverConnected: z.int(),
  /** From joining until they did, in ms; null where they never did. */
  joinP50: z.number().nullable(),
  joinP95: z.number().nullable(),
  connectedMs: z.number(),
  reconnects: z.int(),
  /** Of the time in which they could flow and that in which the line was gone; null where there is none. */
  goneShare: z.number().nullable(),
  /** Of the time in which they could flow. */
  frozenShare: z.number().nullable(),
  voiceOnlyShare: z.number().nullable(),
  weakShare: z.number().nullable(),
  /** Of the packets; null where there were none. */
  missedShare: z.number().nullable(),
  lostShare: z.number().nullable(),
});
export type StayCounts = z.infer<typeof StayCounts>;

export const RoleStays = StayCounts.extend({ role: z.enum(PARTICIPANT_ROLES) });
export type RoleStays = z.infer<typeof RoleStays>;

export const DayStays = StayCounts.extend({ day: CalendarDate });
export type DayStays = z.infer<typeof DayStays>;

export const VisitStays = StayCounts.extend({
  consultationId: Id,
  startedAt: Instant,
  /** Null for whoever does not treat the patient. */
  patientName: z.string().nullable(),
});
export type VisitStays = z.infer<typeof VisitStays>;

/** So many visits are listed, those with the most trouble first. */
export const MOST_LISTED_VISITS = 50;

/** How video visits went, over a period of whole days: a visit belongs to the day on which it began. */
export const VisitAnalytics = z.strictObject({
  scope: z.enum(['clinic', 'own-patients']),
  from: CalendarDate,
  to: CalendarDate,
  timeZone: z.string(),
  total: StayCounts,
  roles: z.array(RoleStays),
  days: z.array(DayStays),
  visits: z.array(VisitStays).max(MOST_LISTED_VISITS),
});
export type VisitAnalytics = z.infer<typeof VisitAnalytics>;
