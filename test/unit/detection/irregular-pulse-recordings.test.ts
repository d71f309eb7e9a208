import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PatientProfile } from '#models/detection/patient-watch.ts';
import { datasetFile, describeWithDatasets } from '#test/support/datasets.ts';
import { readAnnotations } from '#tools/rhythm-evaluation/read-annotations.ts';
import { inOrder, journey, onJourney } from './journey.ts';
import { strap } from './readings.ts';

/** How often the rule is raised in half an hour of each: the four with fibrillation, and two with much ectopy. */
const RECORDS = { 201: 2, 203: 1, 217: 1, 222: 2, 106: 0, 228: 0 } as const;
const FILES = Object.keys(RECORDS).map((record) => `rhythm/${record}annotations.txt`);

const profile: PatientProfile = {
  ...{ ruleSet: 'china', overrides: {}, timeZone: 'UTC', night: null, glucoseUnit: 'mg/dL', utcOffsetMinutes: 0 },
};

/** The intervals between the beats of a record as a strap counts them: in 1/1024 s. */
const intervalsOf = async (file: string): Promise<number[]> => {
  const beats = await readAnnotations(datasetFile(file));
  return beats.flatMap(({ atMs }, i) => {
    const before = beats[i - 1];
    return before === undefined ? [] : [(Math.round(((atMs - before.atMs) * 1_024) / 1_000) * 1_000) / 1_024];
  });
};

/** Nothing else is found in them: whether their wearers rested nobody knows. */
const irregular = (count: number): unknown[] =>
  Array.from({ length: count }, () => expect.objectContaining({ ruleId: 'rhythm.irregular' }) as unknown);

describeWithDatasets('recorded pulses', FILES, () => {
  it.each(Object.entries(RECORDS))('%s raises %i, in any order of a day', async (record, count) => {
    const rows = strap(0, await intervalsOf(`rhythm/${record}annotations.txt`), 3);
    const expected = inOrder(profile, rows);
    expect(expected).toEqual(irregular(count));
    fc.assert(
      fc.property(journey, (how) => {
        expect(onJourney(profile, rows, how)).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });

  it('of one patient over two days: the same, in any order of a day', async () => {
    const halfHours = await Promise.all(FILES.map(intervalsOf));
    const rows = halfHours.flatMap((intervals, i) => strap(i * 11 * 60, intervals, 1 + (i % 6)));
    const expected = inOrder(profile, rows);
    expect(expected).toEqual(irregular(6));
    fc.assert(
      fc.property(journey, (how) => {
        expect(onJourney(profile, rows, how)).toEqual(expected);
      }),
      { numRuns: 3 },
    );
  });
});
