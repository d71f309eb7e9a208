import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ThresholdOverrides } from '#contracts/threshold.ts';
import { detect } from '#models/detect.ts';
import type { Finding, FindingChange } from '#models/detection/finding.ts';
import { PatientWatch, type DetectionRow, type PatientProfile } from '#models/detection/patient-watch.ts';
import { inOrder, journey, onJourney } from './journey.ts';
import { FindingTable, heartRate, pressure } from './readings.ts';
import { restarted } from './restarted.ts';

const DAY_MINUTES = 24 * 60;
const profile = (overrides: ThresholdOverrides = {}, timeZone = 'Asia/Shanghai'): PatientProfile => ({
  ...{ ruleSet: 'china', overrides, timeZone, night: null, glucoseUnit: 'mg/dL', utcOffsetMinutes: 480 },
});
/** Days count from 1 March 2026 in Shanghai. */
const midnight = (day: number): number => Date.parse('2026-02-28T16:00:00Z') + day * DAY_MINUTES * 60_000;
const onDay = (day: number, hour: number, systolic: number, diastolic: number): DetectionRow =>
  pressure(day * DAY_MINUTES + (hour - 16) * 60, systolic, diastolic);
const days = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** A week's pattern that no two days share, with a middle of 0. */
const WOBBLE = [-6, 4, -2, 6, 0, -4, 2];
/** Morning and evening, the evening 8 mmHg higher, `by` away from 118/74. */
const usualDays = (which: readonly number[], by = 0): DetectionRow[] =>
  which.flatMap((day) => {
    const wobble = (WOBBLE[day % 7] ?? 0) + by;
    return [onDay(day, 7, 118 + wobble, 74 + wobble / 2), onDay(day, 20, 126 + wobble, 76 + wobble / 2)];
  });

const changesOf = (rows: readonly DetectionRow[], overrides: ThresholdOverrides = {}): FindingChange[] => {
  const watch = new PatientWatch(profile(overrides));
  return rows.flatMap((row) => detect(watch, [row], row.effectiveAtMs));
};
const findingsOf = (rows: readonly DetectionRow[], overrides: ThresholdOverrides = {}): Finding[] => {
  const table = new FindingTable();
  table.apply(changesOf(rows, overrides));
  return [...table.rows.values()].filter(({ ruleId }) => ruleId.endsWith('.baseline'));
};

describe('what is usual for one patient', () => {
  it('turns into a finding when most of three days have left it: moderate, never paged, when the last is over', () => {
    const rows = [...usualDays(days(0, 29)), ...usualDays(days(30, 31), 16)];
    expect(findingsOf(rows)).toEqual([]);
    expect(findingsOf([...rows, ...usualDays([32])])).toMatchObject([
      {
        ...{ ruleId: 'bp.baseline', stream: 'cuff', severity: 'moderate', lane: 'physiological', isPageable: false },
        ...{ onsetAt: midnight(31), clearedAt: null },
      },
    ]);
    expect(findingsOf([...usualDays(days(0, 29)), ...usualDays(days(30, 32), -18)])).toMatchObject([
      { ruleId: 'bp.baseline', onsetAt: midnight(31) },
    ]);
  });
  it('is judged by days that are near each other', () => {
    const before = usualDays(days(0, 29));
    expect(findingsOf([...before, ...usualDays([33, 38, 43], 30), ...usualDays([44])])).toEqual([]);
    expect(findingsOf([...before, ...usualDays([31, 33, 34], 30)])).toHaveLength(1);
  });
  it('is not left by one day, nor by one reading however high', () => {
    const before = usualDays(days(0, 29));
    expect(findingsOf([...before, ...usualDays([30], 40), ...usualDays(days(31, 34))])).toEqual([]);
    const withOne = [...usualDays(days(30, 34)), onDay(31, 12, 210, 118), onDay(32, 7, 212, 120)];
    expect(findingsOf([...before, ...withOne.sort((a, b) => a.effectiveAtMs - b.effectiveAtMs)])).toEqual([]);
  });
  it('is of the time of day: evenings that are higher every evening are usual', () => {
    const rows = days(0, 34).flatMap((day) => [
      onDay(day, 7, 112 + (day % 3), 70),
      onDay(day, 20, 140 + (day % 3), 84),
    ]);
    expect(findingsOf(rows)).toEqual([]);
    const onlyEvenings = days(35, 38).map((day) => onDay(day, 20, 140, 84));
    expect(findingsOf([...rows, ...onlyEvenings])).toEqual([]);
    const mornings = days(35, 38).map((day) => onDay(day, 7, 140, 84));
    expect(findingsOf([...rows, ...mornings])).toMatchObject([{ ruleId: 'bp.baseline' }]);
  });
  it('is over when the days are back within half of the range', () => {
    const rows = [...usualDays(days(0, 29)), ...usualDays(days(30, 33), 18), ...usualDays(days(34, 39))];
    expect(findingsOf(rows)).toMatchObject([{ onsetAt: midnight(31), clearedAt: midnight(35) }]);
  });
  it('goes along: what lasts is usual after some two weeks', () => {
    const [finding] = findingsOf([...usualDays(days(0, 29)), ...usualDays(days(30, 70), 18)]);
    expect(finding?.onsetAt).toBe(midnight(31));
    const lastedDays = ((finding?.clearedAt ?? 0) - midnight(31)) / (DAY_MINUTES * 60_000);
    expect(lastedDays).toBeGreaterThan(10);
    expect(lastedDays).toBeLessThan(20);
  });
  it('can be switched off for a patient', () => {
    const rows = [...usualDays(days(0, 29)), ...usualDays(days(30, 34), 18)];
    expect(findingsOf(rows, { layersOff: ['baseline'] })).toEqual([]);
    expect(findingsOf(rows, { layersOff: ['windowed', 'forecast'] })).toHaveLength(1);
  });
  it('explains itself: by how much, how much would be usual, and the usual range', () => {
    const changes = changesOf([...usualDays(days(0, 29)), ...usualDays(days(30, 33), 16)]);
    const explanation = changes.find(({ after }) => after?.ruleId === 'bp.baseline')?.explanation;
    expect(explanation).toMatchObject({
      ruleId: 'bp.baseline',
      contributions: [],
      comparisons: [
        { quantity: 'systolicFromUsual', operator: '>=' },
        { quantity: 'diastolicFromUsual', operator: '>=' },
      ],
      usual: { around: 'day', days: 28 },
      shift: { days: 3, from: '2026-03-30', to: '2026-04-01', since: '2026-04-01' },
    });
    const [systolic] = explanation?.shift?.changes ?? [];
    expect(systolic?.by).toBeGreaterThan(explanation?.comparisons[0]?.threshold ?? Number.NaN);
    const [range] = explanation?.usual?.ranges ?? [];
    expect(range).toMatchObject({ quantity: 'systolic', median: 122 });
  });
});

describe('a pulse', () => {
  /** Every quarter of an hour at rest: 58 by night, 70 by day. */
  const pulses = (which: readonly number[], by = 0, more: Partial<DetectionRow> = { steps: 0 }): DetectionRow[] =>
    which.flatMap((day) =>
      days(0, 95).map((quarter) => {
        const minutes = day * DAY_MINUTES - 16 * 60 + quarter * 15;
        return heartRate(minutes, (quarter < 28 ? 58 : 70) + (WOBBLE[(day + quarter) % 7] ?? 0) / 2 + by, more);
      }),
    );
  it('that is faster at rest on most of three days is found, whatever it is while active', () => {
    const rows = [...pulses(days(0, 20)), ...pulses(days(21, 24), 12)];
    expect(findingsOf(rows)).toMatchObject([
      { ruleId: 'hr.baseline', stream: 'heart-rate', severity: 'moderate', isPageable: false, onsetAt: midnight(22) },
    ]);
    const active = [...pulses(days(0, 20)), ...pulses(days(21, 24), 40, { steps: 60 })];
    expect(findingsOf(active)).toEqual([]);
    expect(findingsOf([...pulses(days(0, 20)), ...pulses(days(21, 24), 12, { context: 'unknown' })])).toEqual([]);
  });
});

describe('a reading far from the usual', () => {
  const watchOf = (rows: readonly DetectionRow[], overrides: ThresholdOverrides = {}): PatientWatch => {
    const watch = new PatientWatch(profile(overrides));
    for (const row of rows) detect(watch, [row], row.effectiveAtMs);
    return watch;
  };
  const before = usualDays(days(0, 29));
  it('is told by the time of day, as low as high, and by either number', () => {
    const watch = watchOf(before);
    // Usual spreads are some 6/4 mmHg: three and a half of them.
    expect(watch.isFarFromUsual(onDay(30, 7, 118, 74))).toBe(false);
    expect(watch.isFarFromUsual(onDay(30, 7, 134, 74))).toBe(false);
    expect(watch.isFarFromUsual(onDay(30, 7, 150, 74))).toBe(true);
    expect(watch.isFarFromUsual(onDay(30, 7, 90, 60))).toBe(true);
    expect(watch.isFarFromUsual(onDay(30, 7, 118, 96))).toBe(true);
    expect(watch.isFarFromUsual(onDay(30, 13, 150, 74))).toBe(false);
  });
  it('takes twelve hours of its time of day on seven days, and none of the day before', () => {
    const mornings = (which: readonly number[], hours: readonly number[]) =>
      which.flatMap((day) => hours.map((hour) => onDay(day, hour, 118, 74)));
    const isFarOn = (day: number, rows: readonly DetectionRow[]): boolean =>
      watchOf(rows).isFarFromUsual(onDay(day, 7, 190, 110));
    expect(isFarOn(8, mornings(days(0, 6), [7, 8]))).toBe(true);
    expect(isFarOn(7, mornings(days(0, 6), [7, 8]))).toBe(false);
    expect(isFarOn(7, mornings(days(0, 5), [6, 7, 8]))).toBe(false);
    expect(isFarOn(13, mornings(days(0, 10), [7]))).toBe(false);
    expect(isFarOn(13, mornings(days(0, 11), [7]))).toBe(true);
    // Twice in one hour is one hour.
    expect(isFarOn(13, mornings(days(0, 10), [7, 7.5]))).toBe(false);
    // Forgotten after a month.
    expect(isFarOn(45, mornings(days(0, 11), [7]))).toBe(false);
  });
  it('is never told of a patient who is hardly known, of a cuffless pressure, or where that is switched off', () => {
    expect(watchOf(before.slice(0, 10)).isFarFromUsual(onDay(6, 7, 190, 110))).toBe(false);
    const watch = watchOf(before);
    expect(watch.isFarFromUsual({ ...onDay(30, 7, 190, 110), method: 'cuffless' })).toBe(false);
    expect(watchOf(before, { layersOff: ['baseline'] }).isFarFromUsual(onDay(30, 7, 190, 110))).toBe(false);
  });
  it('changes what is usual by nothing that matters', () => {
    const shared = days(20, 27).flatMap((day) => (day % 3 === 0 ? [onDay(day, 8, 176, 104)] : []));
    const watch = watchOf([...before, ...shared].sort((a, b) => a.effectiveAtMs - b.effectiveAtMs));
    expect(watch.isFarFromUsual(onDay(30, 7, 118, 74))).toBe(false);
    expect(watch.isFarFromUsual(onDay(30, 7, 160, 96))).toBe(true);
  });
});

it('stands in the explanation of every finding of a patient who is known', () => {
  const rows = [...usualDays(days(0, 29)), onDay(30, 7, 192, 118)];
  expect(changesOf(rows).find(({ after }) => after?.ruleId === 'bp.crisis')?.explanation?.usual).toMatchObject({
    around: 'hour',
    days: 28,
    ranges: [
      { quantity: 'systolic', median: 118 },
      { quantity: 'diastolic', median: 74 },
    ],
  });
  expect(changesOf([onDay(30, 7, 192, 118)])[0]?.explanation?.usual).toBeUndefined();
  const high = changesOf([...usualDays(days(0, 29)), ...usualDays(days(30, 36), 30)]);
  expect(high.find(({ after }) => after?.ruleId === 'bp.home-mean')?.explanation?.usual).toMatchObject({
    around: 'day',
    ranges: [{ median: 122 }, { median: 75 }],
  });
});

it('silences no page, whatever was usual before', () => {
  const pagesOf = (rows: readonly DetectionRow[], overrides: ThresholdOverrides): string[] => {
    const watch = new PatientWatch(profile(overrides));
    return rows.flatMap((row) =>
      detect(watch, [row], row.effectiveAtMs).flatMap(({ before, after }) =>
        after?.isPageable === true && before?.isPageable !== true
          ? [`${row.id} ${after.ruleId} ${after.severity}`]
          : [],
      ),
    );
  };
  const usual = usualDays(days(0, 29));
  const later = fc
    .array(
      fc.record({
        minute: fc.integer({ min: 0, max: 6 * DAY_MINUTES }),
        systolic: fc.constantFrom(84, 118, 150, 182, 195, 230),
        diastolic: fc.constantFrom(50, 76, 112, 126),
        isRepeated: fc.boolean(),
      }),
      { minLength: 1, maxLength: 30 },
    )
    .map((readings) =>
      readings
        .flatMap(({ minute, systolic, diastolic, isRepeated }) =>
          [0, ...(isRepeated ? [4] : [])].map((more) =>
            pressure(29.5 * DAY_MINUTES + minute + more, systolic, diastolic),
          ),
        )
        .filter(({ systolic, diastolic }) => (systolic ?? 0) > (diastolic ?? 0))
        .sort((a, b) => a.effectiveAtMs - b.effectiveAtMs),
    );
  let pages = 0;
  fc.assert(
    fc.property(later, (rows) => {
      const withAll = pagesOf([...usual, ...rows], {});
      pages += withAll.length;
      expect(withAll).toEqual(pagesOf([...usual, ...rows], { layersOff: ['baseline'] }));
    }),
    { numRuns: 200 },
  );
  expect(pages).toBeGreaterThan(100);
});

it('is found whole after a restart, by what the database keeps', () => {
  const rows = [...usualDays(days(0, 29)), ...usualDays(days(30, 36), 18), ...usualDays(days(37, 42))];
  const table = new FindingTable();
  const stored: DetectionRow[] = [];
  for (const row of rows) {
    const watch = restarted(profile(), stored, [...table.rows.values()]);
    table.apply(detect(watch, [row], row.effectiveAtMs));
    stored.push(row);
  }
  const found = [...table.rows.values()].filter(({ ruleId }) => ruleId === 'bp.baseline');
  expect(found).toEqual(findingsOf(rows));
  expect(found).toHaveLength(1);
});

it('is the same in whatever order the readings of a day come, and whoever takes over in between', () => {
  const ZONES = ['Asia/Shanghai', 'America/Chicago', 'Asia/Kathmandu'] as const;
  const weeks = fc
    .record({
      shiftedFrom: fc.integer({ min: 14, max: 40 }),
      lasts: fc.integer({ min: 3, max: 20 }),
      by: fc.constantFrom(-22, -14, 12, 16, 24),
      missing: fc.array(fc.integer({ min: 0, max: 55 }), { maxLength: 12 }),
      readings: fc.array(
        fc.record({
          minute: fc.integer({ min: 0, max: 1_439 }),
          wobble: fc.integer({ min: -9, max: 9 }),
          isPulse: fc.boolean(),
        }),
        { minLength: 60, maxLength: 180 },
      ),
    })
    .map(({ shiftedFrom, lasts, by, missing, readings }) =>
      readings
        .map(({ minute, wobble, isPulse }, i) => ({ minute, wobble, isPulse, day: i % 56 }))
        .filter(({ day }) => !missing.includes(day))
        .map(({ minute, wobble, isPulse, day }) => {
          const at = day * DAY_MINUTES + (isPulse ? minute : 400 + (minute % 120));
          const away = day >= shiftedFrom && day < shiftedFrom + lasts ? by : 0;
          return isPulse
            ? heartRate(at, 64 + wobble / 2 + away, { steps: 0 })
            : pressure(at, 122 + wobble + away, 76 + wobble / 2 + away / 2);
        })
        .sort((a, b) => a.effectiveAtMs - b.effectiveAtMs),
    );
  let found = 0;
  fc.assert(
    fc.property(weeks, journey, fc.constantFrom(...ZONES), (rows, how, zone) => {
      const patient = profile({}, zone);
      const expected = inOrder(patient, rows);
      found += expected.filter((finding) => JSON.stringify(finding).includes('.baseline')).length;
      expect(onJourney(patient, rows, how)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(50);
});
