import { z } from 'zod';
import { Id, Instant } from './ids.ts';
import { CalendarDate, ClockTime, Weekday } from './local-time.ts';
import { CARE_TEAM_ROLES } from './patient.ts';

/** How often a shift goes to the next of its people: each time that it begins, or each week. */
export const HAND_OVERS = ['shift', 'week'] as const;
export type HandOver = (typeof HAND_OVERS)[number];

/** Whether a shift begins on the clinic's holidays, too, not on them, or on no other days. */
export const SHIFT_HOLIDAYS = ['included', 'excluded', 'only'] as const;
export type ShiftHolidays = (typeof SHIFT_HOLIDAYS)[number];

const Reason = z.string().trim().min(3).max(500);

const shift = {
  /** On which days it begins. */
  weekdays: z
    .array(Weekday)
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'each day once'),
  startsAt: ClockTime,
  /** On the next day where it is not later than the start. */
  endsAt: ClockTime,
  /** The first day on which it may begin. */
  validFrom: CalendarDate,
  /** The last one; null where it goes on. */
  validTo: CalendarDate.nullable(),
  /** In the order in which they hand it over to one another. */
  people: z
    .array(Id)
    .min(1)
    .max(20)
    .refine((people) => new Set(people).size === people.length, 'each person once'),
  handOver: z.enum(HAND_OVERS),
  holidays: z.enum(SHIFT_HOLIDAYS),
};

export const Shift = z.strictObject({ id: Id, ...shift });
export type Shift = z.infer<typeof Shift>;

const newShift = {
  ...shift,
  /** A shift that ends as this one begins: its last day is the one before `validFrom`. */
  replaces: Id.optional(),
};
const isInOrder = ({ validFrom, validTo }: { validFrom: string; validTo: string | null }): boolean =>
  validTo === null || validTo >= validFrom;
const notInOrder = { path: ['validTo'], message: 'is before the first day' };

export const AddShift = z.strictObject({ ...newShift, reason: Reason }).refine(isInOrder, notInOrder);
export type AddShift = z.infer<typeof AddShift>;

/** A shift that is only tried. */
export const PreviewShift = z.strictObject(newShift).refine(isInOrder, notInOrder);
export type PreviewShift = z.infer<typeof PreviewShift>;

/** The last day on which a shift begins; yesterday at the earliest: what was, was. */
export const EndShift = z.strictObject({ lastDay: CalendarDate, reason: Reason });
export type EndShift = z.infer<typeof EndShift>;

export const Cover = z.strictObject({
  id: Id,
  /** Who stands in. */
  personId: Id,
  /** For whom; null where somebody is on call beside those whose turn it is. */
  insteadOf: Id.nullable(),
  from: Instant,
  to: Instant,
  reason: z.string(),
  madeByName: z.string(),
  madeAt: Instant,
  /** Whether whoever asks may take it back. */
  mayCancel: z.boolean(),
});
export type Cover = z.infer<typeof Cover>;

/** The longest that one cover lasts, in days; who is away for longer is better taken off the shift. */
export const MOST_COVER_DAYS = 62;

export const AddCover = z
  .strictObject({ personId: Id, insteadOf: Id.nullable(), from: Instant, to: Instant, reason: Reason })
  .refine(({ personId, insteadOf }) => personId !== insteadOf, {
    path: ['personId'],
    message: 'somebody else stands in',
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: 'is not after the begin' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MOST_COVER_DAYS * 86_400_000, {
    path: ['to'],
    message: `is more than ${MOST_COVER_DAYS} days after the begin`,
  });
export type AddCover = z.infer<typeof AddCover>;

/** One person's turn, or what covers left or gave of it. */
export const Duty = z.strictObject({
  personId: Id,
  from: Instant,
  to: Instant,
  shiftId: Id.nullable(),
  coverId: Id.nullable(),
  insteadOf: Id.nullable(),
});
export type Duty = z.infer<typeof Duty>;

/** Nobody is on call. */
export const OnCallGap = z.strictObject({ from: Instant, to: Instant });
export type OnCallGap = z.infer<typeof OnCallGap>;

export const Roster = z.strictObject({
  id: Id,
  name: z.string(),
  /** Those that still begin, or may. */
  shifts: z.array(Shift),
  /** Those that are not over, in the order in which they were made. */
  covers: z.array(Cover),
  /** Nobody: a gap. */
  onCall: z.array(Duty),
  /** When others are on call, and who; null where nothing changes within two weeks. */
  next: z.strictObject({ at: Instant, onCall: z.array(Duty) }).nullable(),
});
export type Roster = z.infer<typeof Roster>;

/** Somebody who can be on call, or was. */
export const OnCallPerson = z.strictObject({
  id: Id,
  name: z.string(),
  profession: z.enum(CARE_TEAM_ROLES).nullable(),
  /** Left the clinic: on call no more, whatever a shift says. */
  hasLeft: z.boolean(),
});
export type OnCallPerson = z.infer<typeof OnCallPerson>;

export const OnCallBoard = z.strictObject({
  /** The clinic's: every time of day of a shift is by its clock. */
  timeZone: z.string(),
  asOf: Instant,
  people: z.array(OnCallPerson),
  rosters: z.array(Roster),
});
export type OnCallBoard = z.infer<typeof OnCallBoard>;

export const OnCallWeekQuery = z.strictObject({
  /** Any day of the week that is asked for; today's where it is left out. */
  date: CalendarDate.optional(),
});
export type OnCallWeekQuery = z.infer<typeof OnCallWeekQuery>;

/** A day of the clinic's calendar. */
export const OnCallDay = z.strictObject({
  /** Not a {@link CalendarDate}: what follows the last day that can be asked for is shown, too. */
  date: z.iso.date(),
  /** 23 or 25 hours apart where summer time begins or ends. */
  from: Instant,
  to: Instant,
  holiday: z.string().nullable(),
});
export type OnCallDay = z.infer<typeof OnCallDay>;

/** Monday to Sunday, by the clinic's calendar. */
export const OnCallWeek = z.strictObject({
  timeZone: z.string(),
  days: z.array(OnCallDay).length(7),
  rosters: z.array(z.strictObject({ id: Id, duties: z.array(Duty), gaps: z.array(OnCallGap) })),
});
export type OnCallWeek = z.infer<typeof OnCallWeek>;

/** How many days a preview of a shift shows. */
export const PREVIEW_DAYS = 14;

/** A roster as it would be with a shift, from the day on which that begins. */
export const ShiftPreview = z.strictObject({
  timeZone: z.string(),
  days: z.array(OnCallDay).length(PREVIEW_DAYS),
  /** What is looked at: what was before now is not. */
  from: Instant,
  to: Instant,
  /** By which `duties` name the shift that is tried. */
  shiftId: Id,
  /** With it, and without the one that it replaces. */
  duties: z.array(Duty),
  gaps: z.array(OnCallGap),
  /** As they are without it. */
  gapsNow: z.array(OnCallGap),
  /** What of them somebody would be on call for. */
  closes: z.array(OnCallGap),
  /** When nobody would be on call any more. */
  opens: z.array(OnCallGap),
});
export type ShiftPreview = z.infer<typeof ShiftPreview>;

/** How far ahead gaps are looked for, in days. */
export const GAP_DAYS = 7;

export const OnCallGaps = z.strictObject({
  /** Until when was looked. */
  until: Instant,
  gaps: z.array(OnCallGap.extend({ rosterId: Id, rosterName: z.string() })),
});
export type OnCallGaps = z.infer<typeof OnCallGaps>;

const name = z.string().trim().min(1).max(120);
export const CreateRoster = z.strictObject({ name });
export type CreateRoster = z.infer<typeof CreateRoster>;
export const RenameRoster = z.strictObject({ name });
export type RenameRoster = z.infer<typeof RenameRoster>;
export const CloseRoster = z.strictObject({ reason: Reason });
export type CloseRoster = z.infer<typeof CloseRoster>;
