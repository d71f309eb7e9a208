import { msg, str } from '@lit/localize';
import type { OnCallPerson } from '#contracts/on-call.ts';
import { clinicClockText } from '../format/clinic-time.ts';

/** A stretch of time on the wire. */
export type WireStretch = { from: string; to: string };

export const nameOf = (people: readonly OnCallPerson[], id: string): string =>
  people.find((person) => person.id === id)?.name ?? msg('somebody who left');

export const namesOf = (people: readonly OnCallPerson[], ids: readonly string[]): string =>
  ids.map((id) => nameOf(people, id)).join(', ');

/** The hours of a turn within one day: `08:00–18:00`, `from 18:00`, `until 08:00`, `all day`. */
export const hoursWords = (turn: WireStretch, day: WireStretch, timeZone: string): string => {
  const [begins, ends] = [clinicClockText(turn.from, timeZone), clinicClockText(turn.to, timeZone)];
  const isBefore = Date.parse(turn.from) <= Date.parse(day.from);
  const isAfter = Date.parse(turn.to) >= Date.parse(day.to);
  if (isBefore && isAfter) return msg('all day');
  if (isBefore) return msg(str`until ${ends}`);
  return isAfter ? msg(str`from ${begins}`) : `${begins}–${ends}`;
};

export const professionWord = (profession: NonNullable<OnCallPerson['profession']>): string => {
  switch (profession) {
    case 'doctor':
      return msg('doctor');
    case 'nurse':
      return msg('nurse');
  }
};
