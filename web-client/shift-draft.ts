import type { OnCallPerson, PreviewShift, Shift } from '#contracts/on-call.ts';
import { daysLater } from './format/clinic-time.ts';

/** A shift as it stands in a form: fields may be empty. */
export type ShiftDraft = Omit<PreviewShift, 'validTo' | 'replaces'> & {
  /** Empty where it goes on. */
  validTo: string;
  /** The shift in whose place it comes. */
  replaces: string | null;
};

export type DraftProblem = 'weekdays' | 'times' | 'first-day' | 'last-day' | 'people';

/** Every night from today on, by nobody yet: what most rosters begin with. */
export const newDraft = (today: string): ShiftDraft => ({
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  ...{ startsAt: '18:00', endsAt: '08:00', validFrom: today, validTo: '', people: [] },
  ...{ handOver: 'shift', holidays: 'included', replaces: null },
});

/**
 * A shift as it is, to be changed from tomorrow on, or from its first day where that is later; today where tomorrow it is
 * no more. One that is handed over each week is changed on the day of its hand-over: weeks are counted from the first day.
 */
export const changedDraft = (
  { id, validFrom, validTo, people, ...shift }: Shift,
  staff: readonly OnCallPerson[],
  today: string,
): ShiftDraft => {
  const next = validFrom > today ? validFrom : nextStart(shift.handOver, validFrom, daysLater(today, 1));
  return {
    ...shift,
    validFrom: validTo !== null && validTo < next ? today : next,
    validTo: validTo ?? '',
    people: people.filter((personId) => staff.some((person) => person.id === personId && !person.hasLeft)),
    replaces: id,
  };
};

const WEEK_MS = 7 * 86_400_000;

const nextStart = (handOver: Shift['handOver'], first: string, earliest: string): string => {
  if (handOver !== 'week') return earliest;
  const weeks = Math.ceil((Date.parse(earliest) - Date.parse(first)) / WEEK_MS);
  return daysLater(first, 7 * weeks);
};

/** What is missing or wrong; null where the shift can be tried. */
export const draftProblem = (draft: ShiftDraft, today: string): DraftProblem | null => {
  if (draft.weekdays.length === 0) return 'weekdays';
  if (draft.startsAt === '' || draft.endsAt === '') return 'times';
  if (draft.validFrom === '' || draft.validFrom < today) return 'first-day';
  if (draft.validTo !== '' && draft.validTo < draft.validFrom) return 'last-day';
  return draft.people.length === 0 ? 'people' : null;
};

export const toPreview = ({ validTo, replaces, ...draft }: ShiftDraft): PreviewShift => ({
  ...draft,
  validTo: validTo === '' ? null : validTo,
  ...(replaces === null ? {} : { replaces }),
});

/** The same list with one of its members a place further; unchanged where there is no such place. */
export const moved = <T>(list: readonly T[], index: number, by: -1 | 1): T[] => {
  const target = index + by;
  const [one, other] = [list[index], list[target]];
  if (one === undefined || other === undefined) return [...list];
  return list.map((each, at) => (at === index ? other : at === target ? one : each));
};
