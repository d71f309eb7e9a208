import { msg, str } from '@lit/localize';
import { currentLocale } from '../localization.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** British order and a 24-hour clock in English: a ward never wonders which half of the day it was. */
const tag = (): string => (currentLocale() === 'zh-CN' ? 'zh-CN' : 'en-GB');

const formats = new Map<string, Intl.DateTimeFormat>();
/** An instant in the reader's language, in the browser's time zone unless the options name one. */
export const formatInstant = (instant: Date, options: Intl.DateTimeFormatOptions): string => {
  const key = `${tag()} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(tag(), options);
    formats.set(key, made);
  }
  return made.format(instant);
};

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();
const relativeFormat = (): Intl.RelativeTimeFormat => {
  let made = relativeFormats.get(tag());
  if (made === undefined) {
    made = new Intl.RelativeTimeFormat(tag(), { numeric: 'always', style: 'short' });
    relativeFormats.set(tag(), made);
  }
  return made;
};

const asDate = (instant: string | Date): Date => (typeof instant === 'string' ? new Date(instant) : instant);

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Whole calendar days from `date` back to `now`: 0 today, 1 yesterday. */
const daysBefore = (date: Date, now: Date): number => Math.round((startOfDay(now) - startOfDay(date)) / DAY);

/** `07:42` */
export const clockText = (instant: string | Date): string =>
  formatInstant(asDate(instant), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `Wednesday, 12 November` */
export const longDayText = (instant: string | Date): string =>
  formatInstant(asDate(instant), { weekday: 'long', day: 'numeric', month: 'long' });

/** `12 Nov`, with the year where it is another one. */
export const dayText = (instant: string | Date, now: Date): string => {
  const date = asDate(instant);
  const isThisYear = date.getFullYear() === now.getFullYear();
  return formatInstant(date, { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) });
};

/** `12 Nov` or `11/12`: as short as an axis needs it. */
export const axisDayText = (instant: Date): string =>
  formatInstant(instant, { day: 'numeric', month: currentLocale() === 'zh-CN' ? 'numeric' : 'short' });

/** When something was, as short as it can be said today: `07:42`, `yesterday 07:42`, `12 Nov 07:42`. */
export const momentText = (instant: string | Date, now: Date): string => {
  const date = asDate(instant);
  const days = daysBefore(date, now);
  const clock = clockText(date);
  if (days === 0) return clock;
  if (days === 1) return msg(str`yesterday ${clock}`);
  return `${dayText(date, now)} ${clock}`;
};

/** How long ago: `just now`, `4 min. ago`, `3 hr. ago`, `2 days ago`. */
export const agoText = (instant: string | Date, now: Date): string => {
  const elapsed = now.getTime() - asDate(instant).getTime();
  if (elapsed < 45_000) return msg('just now');
  const words = relativeFormat();
  if (elapsed < 59.5 * MINUTE) return words.format(-Math.round(elapsed / MINUTE), 'minute');
  if (elapsed < 36 * HOUR) return words.format(-Math.round(elapsed / HOUR), 'hour');
  return words.format(-Math.round(elapsed / DAY), 'day');
};

/** A length of time: `45 sec`, `12 min`, `3 hr`, `2 days`. */
export const durationText = (durationMs: number): string => {
  const say = (value: number, unit: 'second' | 'minute' | 'hour' | 'day'): string =>
    new Intl.NumberFormat(tag(), { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' }).format(value);
  if (durationMs < MINUTE) return say(Math.max(0, Math.round(durationMs / 1_000)), 'second');
  if (durationMs < HOUR) return say(Math.round(durationMs / MINUTE), 'minute');
  if (durationMs < 2 * DAY) return say(Math.round(durationMs / HOUR), 'hour');
  return say(Math.round(durationMs / DAY), 'day');
};

/** The same in whole hours and minutes, below two days: `7 hr 59 min`. Whole days above, never more than there are. */
export const exactDurationText = (durationMs: number): string => {
  if (durationMs >= 2 * DAY) return durationText(Math.floor(durationMs / DAY) * DAY);
  const minutes = Math.floor(durationMs / MINUTE);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [...(hours > 0 ? [hours * HOUR] : []), ...(rest > 0 || hours === 0 ? [rest * MINUTE] : [])];
  return parts.map(durationText).join(' ');
};

/** A running call: `4:07`. */
export const stopwatchText = (durationMs: number): string => {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${(seconds % 60).toString().padStart(2, '0')}`;
};

/** Whole years since a birth date. */
export const ageInYears = (birthDate: string, now: Date): number => {
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number);
  const hadBirthday = now.getMonth() + 1 > month || (now.getMonth() + 1 === month && now.getDate() >= day);
  return now.getFullYear() - year - (hadBirthday ? 0 : 1);
};
