import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detect } from '#models/detect.ts';
import { PatientWatch, type DetectionRow, type PatientProfile } from '#models/detection/patient-watch.ts';
import { describeWithDatasets } from '#test/support/datasets.ts';
import { readRecording } from '#test/support/recordings.ts';
import { FindingTable } from './readings.ts';
import { restarted } from './restarted.ts';

/** As many whole patients of each recording, and the time zone they lived in. */
const RECORDINGS = [
  { path: 'blood-pressure/home-cuff.csv', patients: 1, timeZone: 'America/Chicago', runs: 25 },
  { path: 'blood-pressure/pregnancy.csv', patients: 5, timeZone: 'UTC', runs: 4 },
  { path: 'heart-rate/wrist.csv', patients: 1, timeZone: 'UTC', runs: 1 },
  { path: 'glucose-meter/aim94.csv', patients: 5, timeZone: 'America/Chicago', runs: 4 },
  { path: 'icu/vitals.csv', patients: 20, timeZone: 'UTC', runs: 4 },
  { path: 'cgm/shanghai.csv', patients: 8, timeZone: 'Asia/Shanghai', runs: 3 },
] as const;

const LATENESS_MINUTES = 24 * 60 - 1;

/** How the readings come in: each so late, in messages of so many, some twice, and with how many changes of gateway. */
const journey = fc.record({
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

const inOrder = (profile: PatientProfile, rows: readonly DetectionRow[]): unknown[] => {
  const watch = new PatientWatch(profile);
  const table = new FindingTable();
  for (const row of rows) table.apply(detect(watch, [row], row.effectiveAtMs));
  return table.identity;
};

const onJourney = (profile: PatientProfile, rows: readonly DetectionRow[], { delays, ...how }: Journey): unknown[] => {
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

describeWithDatasets(
  'whole patients',
  RECORDINGS.map(({ path }) => path),
  () => {
    it.each(RECORDINGS)(
      '$path: the same findings in any order of a day',
      async ({ path, patients, timeZone, runs }) => {
        const recording = await readRecording(path);
        // Those with most to tell first: a patient without findings proves little.
        const ruleSet = path.includes('pregnancy') ? 'pregnancy' : 'china';
        const profile: PatientProfile = { ruleSet, overrides: {}, timeZone, utcOffsetMinutes: 0 };
        const chosen = [...recording.values()]
          .map((rows) => ({ rows, expected: inOrder(profile, rows) }))
          .sort((a, b) => b.expected.length - a.expected.length)
          .slice(0, patients);
        for (const { rows, expected } of chosen) {
          expect(expected).not.toEqual([]);
          fc.assert(
            fc.property(journey, (how) => {
              expect(onJourney(profile, rows, how)).toEqual(expected);
            }),
            { numRuns: runs },
          );
        }
      },
    );
  },
);
