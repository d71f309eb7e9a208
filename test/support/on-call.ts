import { Roster, type AddShift } from '#contracts/on-call.ts';
import type { Person } from './people.ts';

export const rosterOf = async (answer: Response): Promise<Roster> => {
  if (!answer.ok) throw new Error(`the server answered ${answer.status}: ${await answer.text()}`);
  return Roster.parse(((await answer.json()) as { roster: unknown }).roster);
};

/** A roster as an administrator makes it over HTTP, still without shifts. */
export const createRoster = async (administrator: Person, name: string): Promise<Roster> =>
  rosterOf(await administrator.send('POST', '/api/on-call/rosters', { name }));

/** Every day around the clock, handed over each time that it begins; what a test is about is said by the test. */
export const wholeDays = (people: readonly Person[], validFrom: string, values: Partial<AddShift> = {}) => ({
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  startsAt: '08:00',
  endsAt: '08:00',
  validFrom,
  validTo: null,
  people: people.map(({ userId }) => userId),
  handOver: 'shift' as const,
  holidays: 'included' as const,
  reason: 'as agreed',
  ...values,
});

/** A time zone in which it is noon now: a day shift has begun and a night shift is to come, whenever a test runs. */
export const zoneOfNoon = (): string => {
  const ahead = 12 - new Date().getUTCHours();
  // The signs of these zones are turned around.
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
};
