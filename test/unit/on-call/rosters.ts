import type { Cover, Duty, Roster, Shift } from '#models/on-call/roster.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Every day around the clock, from the first of 2026, by Ana alone; what a test is about is said by the test. */
export const shift = (values: Partial<Shift> = {}): Shift => ({
  id: 'day',
  weekdays: EVERY_DAY,
  startsAt: '08:00',
  endsAt: '08:00',
  validFrom: '2026-01-01',
  validTo: null,
  people: ['ana'],
  handOver: 'shift',
  holidays: 'included',
  ...values,
});

export const roster = (values: Partial<Roster> = {}): Roster => ({
  id: 'roster',
  timeZone: 'Europe/Berlin',
  shifts: [shift()],
  covers: [],
  holidays: new Set(),
  staff: new Set(['ana', 'ben', 'cem']),
  ...values,
});

export const cover = (from: string, to: string, values: Partial<Cover> = {}): Cover => ({
  id: 'cover',
  personId: 'ben',
  insteadOf: 'ana',
  from: Date.parse(from),
  to: Date.parse(to),
  ...values,
});

const short = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

/** `ana 2026-11-30T07:00/2026-12-01T07:00` */
export const told = (duties: readonly (Pick<Duty, 'from' | 'to'> & { personId?: string })[]): string[] =>
  duties.map(({ personId, from, to }) => `${personId ?? 'nobody'} ${short(from)}/${short(to)}`);
