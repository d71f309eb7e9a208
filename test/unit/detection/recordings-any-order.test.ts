import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PatientProfile } from '#models/detection/patient-watch.ts';
import { describeWithDatasets } from '#test/support/datasets.ts';
import { readRecording } from '#test/support/recordings.ts';
import { inOrder, journey, onJourney } from './journey.ts';

/** As many whole patients of each recording, and the time zone they lived in. */
const RECORDINGS = [
  { path: 'blood-pressure/home-cuff.csv', patients: 1, timeZone: 'America/Chicago', runs: 25 },
  { path: 'blood-pressure/pregnancy.csv', patients: 5, timeZone: 'UTC', runs: 4 },
  { path: 'heart-rate/wrist.csv', patients: 1, timeZone: 'UTC', runs: 1 },
  { path: 'glucose-meter/aim94.csv', patients: 5, timeZone: 'America/Chicago', runs: 4 },
  { path: 'icu/vitals.csv', patients: 20, timeZone: 'UTC', runs: 4 },
  { path: 'cgm/shanghai.csv', patients: 8, timeZone: 'Asia/Shanghai', runs: 3 },
] as const;

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
        const profile: PatientProfile = {
          ruleSet,
          overrides: {},
          timeZone,
          night: null,
          glucoseUnit: 'mg/dL',
          utcOffsetMinutes: 0,
        };
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
