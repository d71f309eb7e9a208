import fc from 'fast-check';
import { detect } from '#models/detect.ts';
import { PatientWatch, type DetectionRow, type PatientProfile } from '#models/detection/patient-watch.ts';
import { FindingTable } from './readings.ts';
import { restarted } from './restarted.ts';

const LATENESS_MINUTES = 24 * 60 - 1;

/** How the readings come in: each so late, in messages of so many, some twice, and with how many changes of gateway. */
export const journey = fc.record({
  delays: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LATENESS_MINUTES })), {
    minLength: 5,
    maxLength: 50,
  }),
  sizes: fc.array(fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 40 })), {
    minLength: 1,
    maxLength: 8,
  }),
  repeatEvery: fc.integer({ min: 2, max: 40 }),
  changes: fc.array(fc.oneof(fc.nat(8), fc.nat(60)), { maxLength: 8 }),
});
type Journey = typeof journey extends fc.Arbitrary<infer J> ? J : never;

/** What is found when each reading comes as it is measured. */
export const inOrder = (profile: PatientProfile, rows: readonly DetectionRow[]): unknown[] => {
  const watch = new PatientWatch(profile);
  const table = new FindingTable();
  for (const row of rows) table.apply(detect(watch, [row], row.effectiveAtMs));
  return table.identity;
};

/** What is found when they come as the journey says, each within a day. */
export const onJourney = (
  profile: PatientProfile,
  rows: readonly DetectionRow[],
  { delays, ...how }: Journey,
): unknown[] => {
  const arrivals = rows
    .map((row, i) => ({ row, at: row.effectiveAtMs + (delays[i % delays.length] ?? 0) * 60_000 }))
    .sort((a, b) => a.at - b.at)
    .flatMap((arrival, i) => (i % how.repeatEvery === 0 ? [arrival, arrival] : [arrival]));
  let watch = new PatientWatch(profile);
  const table = new FindingTable();
  // The table of observations lets a repetition in once; what comes out of it is what detection sees.
  const stored = new Map<string, DetectionRow>();
  for (let i = 0; arrivals.length > 0; i += 1) {
    const message = arrivals.splice(0, how.sizes[i % how.sizes.length]);
    const news = new Map(message.map(({ row }) => [row.id, row]));
    for (const id of news.keys()) if (stored.has(id)) news.delete(id);
    for (const [id, row] of news) stored.set(id, row);
    table.apply(detect(watch, [...news.values()], message.at(-1)?.at ?? 0));
    if (how.changes.includes(i)) watch = restarted(profile, [...stored.values()], [...table.rows.values()]);
  }
  return table.identity;
};
