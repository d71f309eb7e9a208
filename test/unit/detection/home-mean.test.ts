import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleSetId } from '#contracts/rule.ts';
import type { ThresholdOverrides } from '#contracts/threshold.ts';
import { detect } from '#models/detect.ts';
import type { Finding } from '#models/detection/finding.ts';
import { PatientWatch, type DetectionRow, type PatientProfile } from '#models/detection/patient-watch.ts';
import { inOrder, journey, onJourney } from './journey.ts';
import { FindingTable, pressure } from './readings.ts';
import { restarted } from './restarted.ts';

const DAY_MINUTES = 24 * 60;
/** The first day's readings count from 16:00 in Shanghai. */
const onDay = (day: number, systolic: number, diastolic = 80, hour = 8): DetectionRow =>
  pressure(day * DAY_MINUTES + (hour - 16) * 60, systolic, diastolic);
const twiceADay = (days: readonly number[], systolic: number, diastolic = 80): DetectionRow[] =>
  days.flatMap((day) => [onDay(day, systolic, diastolic, 7), onDay(day, systolic, diastolic, 20)]);

const profile = (
  ruleSet: RuleSetId = 'china',
  overrides: ThresholdOverrides = {},
  timeZone = 'Asia/Shanghai',
): PatientProfile => ({
  ...{ ruleSet, overrides, timeZone, night: null, glucoseUnit: 'mg/dL', utcOffsetMinutes: 480 },
});

type Options = { ruleSet?: RuleSetId; overrides?: ThresholdOverrides; timeZone?: string };
const meansOf = (rows: readonly DetectionRow[], { ruleSet, overrides, timeZone }: Options = {}): Finding[] => {
  const watch = new PatientWatch(profile(ruleSet, overrides, timeZone));
  const table = new FindingTable();
  for (const row of rows) table.apply(detect(watch, [row], row.effectiveAtMs));
  return [...table.rows.values()].filter(({ ruleId }) => ruleId === 'bp.home-mean');
};

const midnight = (day: number): number => Date.parse('2026-02-28T16:00:00Z') + day * DAY_MINUTES * 60_000;
const days = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('the mean of a week at home', () => {
  it('turns on the day on which the mean reaches the threshold, shown and never paged', () => {
    const rows = [...twiceADay(days(0, 5), 128), ...twiceADay(days(6, 9), 142)];
    // Day 8: days 3-5 at 128, days 6-8 at 142: 135.
    expect(meansOf(rows)).toMatchObject([
      {
        onsetAt: midnight(8),
        clearedAt: null,
        severity: 'moderate',
        lane: 'physiological',
        isPageable: false,
        stream: 'cuff',
      },
    ]);
  });
  it('takes six readings on three days of the six, the day before them not counted', () => {
    expect(meansOf([...twiceADay([0, 1], 150), onDay(2, 150)])).toEqual([]);
    expect(meansOf([...twiceADay([0, 1], 150), ...twiceADay([2], 150)]).map(({ onsetAt }) => onsetAt)).toEqual([
      midnight(2),
    ]);
    expect(meansOf(days(0, 5).map((minute) => pressure(minute, 150, 80)))).toEqual([]);
    // The first day is out of the window by then.
    expect(meansOf([...twiceADay([0], 150), ...twiceADay([5], 150), onDay(6, 150)])).toEqual([]);
  });
  it('is over 2 mmHg below the threshold, and not at it', () => {
    const high = twiceADay(days(0, 5), 136);
    expect(meansOf([...high, ...twiceADay(days(6, 14), 134)])).toMatchObject([{ clearedAt: null }]);
    expect(meansOf([...high, ...twiceADay(days(6, 14), 132)])).toMatchObject([{ clearedAt: midnight(10) }]);
  });
  it.each([
    ['china', 135, 79, true],
    ['china', 134, 84, false],
    ['china', 120, 85, true],
    ['eu', 135, 79, true],
    ['us', 130, 79, true],
    ['us', 129, 79, false],
    ['us', 129, 80, true],
    ['pregnancy', 134, 84, false],
    ['pregnancy', 134, 85, true],
  ] as const)('%s: %i/%i -> %s', (ruleSet, systolic, diastolic, isHigh) => {
    expect(meansOf(twiceADay(days(0, 2), systolic, diastolic), { ruleSet })).toHaveLength(isHigh ? 1 : 0);
  });
  it('goes by what a clinician has set for the patient, either way', () => {
    const rows = twiceADay(days(0, 3), 140);
    expect(meansOf(rows, { overrides: { homeMeanSystolic: 150 } })).toEqual([]);
    expect(meansOf(twiceADay(days(0, 3), 126), { overrides: { homeMeanSystolic: 125 } })).toHaveLength(1);
    expect(meansOf(rows, { overrides: { layersOff: ['windowed'] } })).toEqual([]);
  });
  it('counts cuff readings only', () => {
    const rows = twiceADay(days(0, 6), 150).map((row) => ({ ...row, method: 'cuffless' as const }));
    expect(meansOf(rows)).toEqual([]);
  });
  it('counts the days of the patient, not those of UTC', () => {
    // In Chicago 23:00 on the 9th, three on the 10th, and two after midnight: three days there, two in UTC.
    const rows = ['10T04:00', '10T15:00', '10T16:00', '10T17:00', '11T05:30', '11T06:00'].map((time) => ({
      ...onDay(0, 150),
      effectiveAtMs: Date.parse(`2026-03-${time}:00Z`),
    }));
    expect(meansOf(rows, { timeZone: 'America/Chicago' })).toMatchObject([
      { onsetAt: Date.parse('2026-03-11T05:00:00Z') },
    ]);
    expect(meansOf(rows, { timeZone: 'UTC' })).toEqual([]);
  });
  it('keeps a day whole over a change of the clock', () => {
    // Clocks in Chicago go forward on 8 March 2026: that day begins at 06:00Z, the next at 05:00Z.
    const rows = ['07T15:00', '07T16:00', '08T06:00', '09T04:59', '09T05:00', '09T15:00'].map((time) => ({
      ...onDay(0, 150),
      effectiveAtMs: Date.parse(`2026-03-${time}:00Z`),
    }));
    expect(meansOf(rows, { timeZone: 'America/Chicago' })).toMatchObject([
      { onsetAt: Date.parse('2026-03-09T05:00:00Z') },
    ]);
  });
});

describe('silence', () => {
  const high = twiceADay(days(0, 5), 140);
  it('ends nothing: what goes on is the same onset for two weeks', () => {
    expect(meansOf([...high, ...twiceADay(days(16, 18), 140)]).map(({ onsetAt }) => onsetAt)).toEqual([midnight(2)]);
  });
  it('of two weeks is an end when measuring begins again', () => {
    expect(meansOf([...high, ...twiceADay(days(19, 22), 140)])).toMatchObject([
      { onsetAt: midnight(2), clearedAt: midnight(19) },
      { onsetAt: midnight(21), clearedAt: null },
    ]);
  });
});

describe('a reading that comes late', () => {
  const rows = [...twiceADay(days(0, 5), 128), ...twiceADay(days(6, 9), 142)];
  it('moves the onset to the day that it makes the first', () => {
    const watch = new PatientWatch(profile());
    const table = new FindingTable();
    for (const row of rows.slice(0, -2)) table.apply(detect(watch, [row], row.effectiveAtMs));
    const now = midnight(8) + 22 * 3_600_000;
    const changes = detect(watch, [onDay(7, 178, 80, 23)], now);
    table.apply(changes);
    expect(changes).toMatchObject([
      { before: { onsetAt: midnight(8) }, after: { onsetAt: midnight(7) }, supersedes: [midnight(8)] },
    ]);
    expect([...table.rows.values()].map(({ onsetAt }) => onsetAt)).toEqual([midnight(7)]);
  });
  it('takes an onset back that the day as a whole does not bear out', () => {
    const watch = new PatientWatch(profile());
    const table = new FindingTable();
    for (const row of [...rows.slice(0, -3), onDay(8, 150, 80, 7)])
      table.apply(detect(watch, [row], row.effectiveAtMs));
    expect([...table.rows.values()].map(({ onsetAt }) => onsetAt)).toEqual([midnight(8)]);
    table.apply(detect(watch, [onDay(8, 100, 80, 21)], midnight(8) + 22 * 3_600_000));
    expect([...table.rows.values()]).toEqual([]);
  });
});

it('explains itself by the mean, and of how many readings on how many days', () => {
  const watch = new PatientWatch(profile());
  const changes = [...twiceADay([0, 1], 141, 87), onDay(2, 142, 90, 7), onDay(2, 138, 86, 20)].flatMap((row) =>
    detect(watch, [row], row.effectiveAtMs),
  );
  expect(changes.at(-1)?.explanation).toMatchObject({
    ruleId: 'bp.home-mean',
    contributions: [],
    comparisons: [
      { quantity: 'systolic', operator: '>=', threshold: 135 },
      { quantity: 'diastolic', operator: '>=', threshold: 85 },
    ],
    mean: {
      systolic: 140.7,
      diastolic: 87.3,
      readings: 6,
      days: 3,
      from: '2026-03-01',
      to: '2026-03-03',
      since: '2026-03-03',
    },
  });
});

it('is found whole after a restart, by what the database keeps', () => {
  const rows = [...twiceADay(days(0, 5), 128), ...twiceADay(days(6, 25), 142), ...twiceADay(days(26, 33), 120)];
  const without = meansOf(rows);
  const table = new FindingTable();
  const stored: DetectionRow[] = [];
  for (const row of rows) {
    const watch = restarted(profile(), stored, [...table.rows.values()]);
    table.apply(detect(watch, [row], row.effectiveAtMs));
    stored.push(row);
  }
  expect([...table.rows.values()].filter(({ ruleId }) => ruleId === 'bp.home-mean')).toEqual(without);
  expect(without).toHaveLength(1);
});

it('is the same in whatever order the readings of a day come, and whoever takes over in between', () => {
  const weeks = fc
    .array(
      fc.record({
        day: fc.integer({ min: 0, max: 45 }),
        minute: fc.integer({ min: 0, max: 1_439 }),
        systolic: fc.constantFrom(118, 126, 132, 134, 136, 140, 152, 171.6),
        diastolic: fc.constantFrom(74, 82, 84, 86, 92),
      }),
      { minLength: 20, maxLength: 120 },
    )
    .map((readings) =>
      readings
        .map(({ day, minute, systolic, diastolic }) => pressure(day * DAY_MINUTES + minute, systolic, diastolic))
        .sort((a, b) => a.effectiveAtMs - b.effectiveAtMs),
    );
  fc.assert(
    fc.property(
      weeks,
      journey,
      fc.constantFrom('Asia/Shanghai', 'America/Chicago', 'Asia/Kathmandu'),
      (rows, how, zone) => {
        const patient = profile('china', {}, zone);
        expect(onJourney(patient, rows, how)).toEqual(inOrder(patient, rows));
      },
    ),
    { numRuns: 300 },
  );
});
