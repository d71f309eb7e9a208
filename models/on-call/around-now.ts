import { gapsBetween } from './gaps-between.ts';
import type { Duty, Roster, Stretch } from './roster.ts';
import { shiftsBetween } from './shifts-between.ts';

/**
 * Who was and who will be on call in a stretch of time. Before now, people who have left since count as they did: when
 * they left is not known, and a night that somebody answered is not to be told as a gap.
 */
export const shiftsAroundNow = (roster: Roster, from: number, to: number, now: number): Duty[] => {
  const border = Math.min(Math.max(now, from), to);
  const was = from < border ? shiftsBetween(withAll(roster), from, border) : [];
  const will = border < to ? shiftsBetween(roster, border, to) : [];
  // What was and will not be ends now; what will be and was not begins now.
  const ended = was
    .filter((duty) => !will.some((other) => isSame(duty, other)))
    .map((duty) => (now < to ? { ...duty, to: Math.min(duty.to, now) } : duty));
  const coming = will.map((duty) =>
    from < border && duty.from < border && !was.some((other) => isSame(duty, other)) ? { ...duty, from: border } : duty,
  );
  return [...ended, ...coming].sort((a, b) => a.from - b.from || a.to - b.to);
};

/** When nobody was and will be on call, within a stretch of time; before now, as {@link shiftsAroundNow} tells it. */
export const gapsAroundNow = (roster: Roster, from: number, to: number, now: number): Stretch[] => {
  const border = Math.min(Math.max(now, from), to);
  const was = from < border ? gapsBetween(withAll(roster), from, border) : [];
  const will = border < to ? gapsBetween(roster, border, to) : [];
  const [last, first] = [was.at(-1), will.at(0)];
  if (last === undefined || first === undefined || last.to !== first.from) return [...was, ...will];
  return [...was.slice(0, -1), { from: last.from, to: first.to }, ...will.slice(1)];
};

const withAll = (roster: Roster): Roster => ({
  ...roster,
  staff: new Set([...roster.shifts.flatMap(({ people }) => people), ...roster.covers.map(({ personId }) => personId)]),
});

const isSame = (a: Duty, b: Duty): boolean =>
  a.from === b.from && a.to === b.to && a.personId === b.personId && a.shiftId === b.shiftId && a.coverId === b.coverId;
