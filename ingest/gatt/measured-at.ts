import { utcOffsetMinutes } from '#models/utc-offset.ts';
import { toLocalText, type DeviceTime } from './device-time.ts';

const MINUTE_MS = 60_000;

/**
 * What a device's clock showed, with the offset of the patient's time zone: "2019-02-27T11:05:30+08:00". What no clock
 * can show is written as it came, and refused like any other impossible date. Where a clock was put back, and showed the
 * time twice, it is the later of the two.
 */
export const toMeasuredAt = (time: DeviceTime, offsetMinutes: number, timeZone: string): string => {
  const asUtcMs = toUtcMs(time);
  if (asUtcMs === null) return `${toLocalText(time)}Z`;
  const localMs = asUtcMs + offsetMinutes * MINUTE_MS;
  const guess = utcOffsetMinutes(timeZone, localMs - utcOffsetMinutes(timeZone, localMs) * MINUTE_MS);
  return `${new Date(localMs).toISOString().slice(0, 19)}${offsetText(guess)}`;
};

/** Null where there is no such date; year 0 is how a device says that it does not know. */
const toUtcMs = ({ year, month, day, hours, minutes, seconds }: DeviceTime): number | null => {
  if (year < 1582 || hours > 23 || minutes > 59 || seconds > 59) return null;
  const date = new Date(Date.UTC(year, month - 1, day, hours, minutes, seconds));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
};

const offsetText = (minutes: number): string => {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
};
