import { expect, it } from 'vitest';
import { coverTimes } from '#web-client/cover-times.ts';

const NOW = new Date('2026-11-30T10:10:00Z');
const clocks = (from: string, to: string) => coverTimes(from, to, NOW).map((instant) => instant.slice(11, 16));

it('offers both ends of a turn and the half hours between them', () => {
  expect(clocks('2026-11-30T18:15:00Z', '2026-11-30T20:00:00Z')).toEqual(['18:15', '18:30', '19:00', '19:30', '20:00']);
  expect(clocks('2026-11-30T18:00:00Z', '2026-11-30T18:30:00Z')).toEqual(['18:00', '18:30']);
});

it('begins now where the turn has begun', () => {
  expect(clocks('2026-11-30T08:00:00Z', '2026-11-30T11:00:00Z')).toEqual(['10:10', '10:30', '11:00']);
});

it('offers fewer of a long stretch, never the same one twice, and always both ends', () => {
  const times = coverTimes('2026-12-01T08:00:00Z', '2026-12-29T08:00:00Z', NOW);
  expect(times.length).toBeLessThanOrEqual(62);
  expect(new Set(times).size).toBe(times.length);
  expect(times).toEqual(times.toSorted());
  expect([times[0], times.at(-1)]).toEqual(['2026-12-01T08:00:00.000Z', '2026-12-29T08:00:00.000Z']);
});
