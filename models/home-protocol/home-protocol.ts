import type { HomeProtocol, HomeSeries, HomeSession, SessionMark } from '#contracts/home-protocol.ts';
import { SERIES_DAYS, SESSION_HOURS, SESSION_PARTS, type SessionPart } from '#contracts/home-session.ts';
import { isSameSlot, meanOf, nextReading, toSessions, type HomeReading, type Session } from './sessions.ts';
import { daysLater, partAfter, slotAt, slotOf, wallClock, type Slot } from './wall-clock.ts';

/**
 * Days whose readings are left out of the mean: on the first day pressure is 2.8/1.4 mmHg higher than later (2,122
 * people, Oxford), and CHEP 2017 does not consider it.
 */
const UNCOUNTED_DAYS = 1;

/** The usual minimum for a home mean (ESH 2021 position paper, doi 10.1097/HJH.0000000000002922). */
const ENOUGH_READINGS = 12;

export type HomeProtocolInput = {
  /** By cuff, oldest first, from the first reading of the series on; none without a series. */
  readings: readonly HomeReading[];
  timeZone: string;
  nowMs: number;
};

const toHomeSession = (part: SessionPart, readings: readonly HomeReading[]): HomeSession => ({
  part,
  readings: readings.map(({ atMs, systolic, diastolic, danger }) => ({
    at: new Date(atMs).toISOString(),
    systolic,
    diastolic,
    danger,
  })),
  next: nextReading({ readings: [...readings] }),
  mean: meanOf(readings),
});

/**
 * How far a patient is: two readings in the morning and two in the evening, seven days, the mean of all but the first
 * day. A series is the seven calendar days of the patient that begin with its first reading.
 */
export const homeProtocol = ({ readings, timeZone, nowMs }: HomeProtocolInput): HomeProtocol => {
  const now = wallClock(timeZone, nowMs);
  const openSlot = slotAt(timeZone, nowMs);
  const common = {
    answeredAt: new Date(nowMs).toISOString(),
    openPart: openSlot?.part ?? null,
    upcomingPart: partAfter(now.hour),
  };
  const [first] = readings;
  if (first === undefined) return { ...common, session: null, series: null };

  const start = wallClock(timeZone, first.atMs);
  const startedOn = slotOf(timeZone, first.atMs)?.date ?? start.date;
  const lastDay = daysLater(startedOn, SERIES_DAYS - 1);
  const sessions = toSessions(readings, timeZone).filter(({ date }) => date <= lastDay);
  const find = (slot: Slot): Session | undefined => sessions.find((session) => isSameSlot(session, slot));
  /** Nobody begins after the end, but who has begun may finish. */
  const lateSlot = slotOf(timeZone, nowMs);
  const current = openSlot ?? (lateSlot !== null && find(lateSlot) !== undefined ? lateSlot : null);

  const markOf = (slot: Slot): SessionMark => {
    const { date, part } = slot;
    const session = find(slot);
    if (session !== undefined && nextReading(session) === null) return 'done';
    if (current !== null && isSameSlot(current, slot)) return 'open';
    if (session !== undefined) return 'partial';
    if (date > now.date || (date === now.date && now.hour < SESSION_HOURS[part].from)) return 'ahead';
    return date > startedOn || start.hour < SESSION_HOURS[part].to ? 'missed' : 'before';
  };

  const days = Array.from({ length: SERIES_DAYS }, (_, index) => {
    const date = daysLater(startedOn, index);
    return {
      date,
      isCounted: index >= UNCOUNTED_DAYS,
      morning: markOf({ date, part: 'morning' }),
      evening: markOf({ date, part: 'evening' }),
    };
  });
  const counted = sessions
    .filter(({ date }) => date >= daysLater(startedOn, UNCOUNTED_DAYS))
    .flatMap((session) => session.readings);
  const today = days.findIndex(({ date }) => date === now.date);
  const series: HomeSeries = {
    day: today === -1 ? SERIES_DAYS : today + 1,
    isOver: days.every((day) => SESSION_PARTS.every((part) => day[part] !== 'open' && day[part] !== 'ahead')),
    days,
    readings: sessions.reduce((count, session) => count + session.readings.length, 0),
    countedReadings: counted.length,
    mean: meanOf(counted),
    isEnough: counted.length >= ENOUGH_READINGS,
  };
  const session =
    current === null || current.date > lastDay ? null : toHomeSession(current.part, find(current)?.readings ?? []);
  return { ...common, session, series };
};
