import { SESSION_HOURS, SESSION_PARTS, type SessionPart } from '#contracts/home-session.ts';

/** What clock and calendar on a person's wall show. */
export type WallClock = {
  /** `2026-03-29` */
  date: string;
  /** 0 to 23. */
  hour: number;
};

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
};

/** Worked example: 2026-03-29T02:30:00Z is 04 o'clock of 2026-03-29 in Europe/Berlin, whose clocks went forward at 01:00Z. */
export const wallClock = (timeZone: string, atMs: number): WallClock => {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return { date: `${of('year')}-${of('month')}-${of('day')}`, hour: Number(of('hour')) };
};

/** The calendar day so many days later. Calendar days have no hours, so summer time does not touch them. */
export const daysLater = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** A morning or an evening of one calendar day. */
export type Slot = { date: string; part: SessionPart };

/** What takes until after the end still counts: sitting down at 11:50 and typing the second reading at 12:03. */
const GRACE_MS = 30 * 60_000;

/** The slot in which a session may begin at this time, if any. */
export const slotAt = (timeZone: string, atMs: number): Slot | null => {
  const { date, hour } = wallClock(timeZone, atMs);
  const part = SESSION_PARTS.find((each) => hour >= SESSION_HOURS[each].from && hour < SESSION_HOURS[each].to);
  return part === undefined ? null : { date, part };
};

/** The slot that a reading of this time belongs to. Worked example: 12:10 to the morning, 00:10 to the evening before. */
export const slotOf = (timeZone: string, atMs: number): Slot | null =>
  slotAt(timeZone, atMs) ?? slotAt(timeZone, atMs - GRACE_MS);

/** The part that begins next. Worked example: at 05:00 and 13:00 the evening, at 03:00 and 22:00 the morning. */
export const partAfter = (hour: number): SessionPart =>
  hour >= SESSION_HOURS.morning.from && hour < SESSION_HOURS.evening.from ? 'evening' : 'morning';
