import { isRejection, type Rejection } from '../rejection.ts';
import { isRecord } from '../validate.ts';

/** Longer than the slowest sensor of ours takes for a value: what was gathered for longer sums up many. */
const LONGEST_MEASUREMENT_MS = 15 * 60_000;

/** Open mHealth's duration units (duration-unit-value-1.0); a month or a year is too long whatever its length. */
const DURATION_MS: Readonly<Record<string, number>> = {
  ps: 1e-9,
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  sec: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  wk: 7 * 86_400_000,
  Mo: 30 * 86_400_000,
  yr: 365 * 86_400_000,
};

export type EffectiveTime = { measuredAt: unknown; rejection: Rejection | null };

const NO_INSTANT: Rejection = { reason: 'impossible-date', detail: 'effective_time_frame: names no instant' };

/**
 * When the value of an Open mHealth time frame (time-frame-1.0) is true: its instant, or the end of its interval, when
 * it was known. Worked example: a start of 07:25:00Z and a duration of 40 sec are 07:25:40Z.
 */
export const readEffectiveTime = (frame: unknown): EffectiveTime => {
  if (!isRecord(frame)) return refused({ reason: 'wrong-shape', detail: 'effective_time_frame: is missing' });
  if (frame['date_time'] !== undefined) return { measuredAt: frame['date_time'], rejection: null };
  const interval = frame['time_interval'];
  if (!isRecord(interval)) return refused(NO_INSTANT);
  const { start_date_time: start, end_date_time: end } = interval;
  const lasted = end === undefined || start === undefined ? durationOf(interval['duration']) : between(start, end);
  if (isRejection(lasted)) return { measuredAt: end, rejection: lasted };
  const measuredAt = end ?? instantAfter(start, lasted.ms);
  if (measuredAt === null) return refused(NO_INSTANT);
  if (lasted.ms <= LONGEST_MEASUREMENT_MS) return { measuredAt, rejection: null };
  const detail = 'effective_time_frame: longer than 15 min, so the value sums up many measurements';
  return { measuredAt, rejection: { reason: 'not-a-measurement', detail } };
};

const refused = (rejection: Rejection): EffectiveTime => ({ measuredAt: undefined, rejection });

const durationOf = (duration: unknown): { ms: number } | Rejection => {
  const { value, unit } = isRecord(duration) ? duration : {};
  const unitMs = typeof unit === 'string' ? DURATION_MS[unit] : undefined;
  return typeof value === 'number' && value >= 0 && unitMs !== undefined ? { ms: value * unitMs } : NO_INSTANT;
};

const between = (start: unknown, end: unknown): { ms: number } | Rejection => {
  if (typeof start !== 'string' || typeof end !== 'string') return NO_INSTANT;
  const ms = Date.parse(end) - Date.parse(start);
  if (ms >= 0) return { ms };
  return Number.isNaN(ms)
    ? NO_INSTANT
    : { reason: 'impossible-date', detail: 'effective_time_frame: ends before it starts' };
};

/** Null where nobody could say when that is, in years that ISO 8601 has words for. */
const instantAfter = (start: unknown, ms: number): string | null => {
  const endMs = typeof start === 'string' && OFFSET.test(start) ? Date.parse(start) + Math.round(ms) : Number.NaN;
  return endMs >= 0 && endMs < Date.UTC(9999, 0) ? new Date(endMs).toISOString() : null;
};

/** Without one the computer's own time zone would be meant. */
const OFFSET = /(?:Z|[+-]\d\d:\d\d)$/;
