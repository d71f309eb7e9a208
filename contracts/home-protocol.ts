import { z } from 'zod';
import { SERIES_DAYS, SESSION_PARTS } from './home-session.ts';
import { Instant } from './ids.ts';

const Pressure = z.strictObject({ systolic: z.number(), diastolic: z.number() });

/** Why a reading stops the guided session. */
export const DANGERS = ['high', 'low', 'symptoms'] as const;
export type Danger = (typeof DANGERS)[number];

/** One morning's or evening's readings: two, and a third where the two are more than 10 mmHg apart. */
export const HomeSession = z.strictObject({
  part: z.enum(SESSION_PARTS),
  readings: z.array(Pressure.extend({ at: Instant, danger: z.enum(DANGERS).nullable() })),
  /** The reading that is still to be taken; null when the session is complete. */
  next: z.enum(['first', 'second', 'third']).nullable(),
  mean: Pressure.nullable(),
});
export type HomeSession = z.infer<typeof HomeSession>;

/** `open`: may be taken now; `partial`: over, with too few readings; `before`: the series had not begun. */
export const SESSION_MARKS = ['before', 'done', 'partial', 'missed', 'open', 'ahead'] as const;
export type SessionMark = (typeof SESSION_MARKS)[number];

const HomeDay = z.strictObject({
  date: z.iso.date(),
  isCounted: z.boolean(),
  morning: z.enum(SESSION_MARKS),
  evening: z.enum(SESSION_MARKS),
});

/** Seven days of home blood pressure. */
export const HomeSeries = z.strictObject({
  /** The day that it is, 1 to 7; 7 when the series is over. */
  day: z.int().min(1).max(SERIES_DAYS),
  isOver: z.boolean(),
  days: z.array(HomeDay).length(SERIES_DAYS),
  /** All readings of the sessions, day 1 included. */
  readings: z.int(),
  countedReadings: z.int(),
  /** Of the counted readings: all but those of day 1. */
  mean: Pressure.nullable(),
  /** Fewer counted readings make a rough mean. */
  isEnough: z.boolean(),
});
export type HomeSeries = z.infer<typeof HomeSeries>;

/** How far a patient is with the home blood pressure protocol. Everything is worked out from stored observations. */
export const HomeProtocol = z.strictObject({
  /** The server's clock, against which the times of the readings count. */
  answeredAt: Instant,
  openPart: z.enum(SESSION_PARTS).nullable(),
  upcomingPart: z.enum(SESSION_PARTS),
  /** The session that is open now, or was finished just now. Null between the sessions and without a running series. */
  session: HomeSession.nullable(),
  /** The newest series of the last 90 days. */
  series: HomeSeries.nullable(),
});
export type HomeProtocol = z.infer<typeof HomeProtocol>;
