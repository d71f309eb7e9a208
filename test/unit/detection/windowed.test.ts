import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ThresholdOverrides } from '#contracts/threshold.ts';
import { detect } from '#models/detect.ts';
import type { Finding } from '#models/detection/finding.ts';
import type { DetectionRow, PatientProfile } from '#models/detection/patient-watch.ts';
import { FindingTable, fingerStick, heartRate, HOUR, MINUTE, pressure, sensor, START, watch } from './readings.ts';
import { restarted } from './restarted.ts';

/** As `watch` has it. */
const CHINA: PatientProfile = {
  ...{ ruleSet: 'china', overrides: {}, night: null, timeZone: 'Asia/Shanghai' },
  ...{ glucoseUnit: 'mg/dL', utcOffsetMinutes: 480 },
};

const findingsOf = (rows: readonly DetectionRow[], ruleId: string, overrides: ThresholdOverrides = {}): Finding[] => {
  const patient = watch('china', overrides);
  const table = new FindingTable();
  for (const row of rows) table.apply(detect(patient, [row], row.effectiveAtMs));
  return [...table.rows.values()].filter((finding) => finding.ruleId === ruleId);
};
const minuteOf = (at: number | null | undefined): number | null =>
  typeof at === 'number' ? (at - START) / MINUTE : null;
const stretch = ({ onsetAt, clearedAt }: Finding) => [minuteOf(onsetAt), minuteOf(clearedAt)];
const every15 = (...values: number[]): DetectionRow[] => values.map((value, i) => sensor(i * 15, value));

describe('level 1 low glucose', () => {
  it('takes 15 minutes on a sensor, and ends after 15 minutes recovered', () => {
    expect(findingsOf(every15(68, 71, 68, 70), 'glucose.low-1')).toEqual([]);
    const [finding] = findingsOf(every15(90, 68, 69, 70, 75), 'glucose.low-1');
    expect(finding).toMatchObject({ severity: 'moderate', isPageable: false, lane: 'physiological' });
    expect(finding && stretch(finding)).toEqual([15, 60]);
  });
  it('goes on through level 2, which is found beside it', () => {
    const rows = every15(68, 52, 51, 60, 66, 72, 80);
    expect(findingsOf(rows, 'glucose.low-1').map(stretch)).toEqual([[0, 90]]);
    expect(findingsOf(rows, 'glucose.low-2').map(stretch)).toEqual([[15, 60]]);
  });
  it('is one finger-stick, over at 70', () => {
    const rows = [fingerStick(0, 69), fingerStick(15, 70)];
    expect(findingsOf(rows, 'glucose.low-1')).toMatchObject([{ stream: 'capillary', isPageable: false }]);
    expect(findingsOf(rows, 'glucose.low-1').map(stretch)).toEqual([[0, 15]]);
    expect(findingsOf([fingerStick(0, 20, { comparator: '<' })], 'glucose.low-1')).toHaveLength(1);
  });
});

describe('level 2 high glucose', () => {
  it('takes 15 minutes above 250 on a sensor, and pages nobody however long it lasts', () => {
    expect(findingsOf(every15(251, 250, 251), 'glucose.high-2')).toEqual([]);
    const rows = every15(...Array.from({ length: 40 }, () => 290));
    expect(findingsOf(rows, 'glucose.high-2')).toMatchObject([{ severity: 'moderate', isPageable: false }]);
  });
  it('takes two finger-sticks within half a day', () => {
    expect(findingsOf([fingerStick(0, 280)], 'glucose.high-2')).toEqual([]);
    expect(findingsOf([fingerStick(0, 280), fingerStick(13 * 60, 280)], 'glucose.high-2')).toEqual([]);
    expect(findingsOf([fingerStick(0, 280), fingerStick(240, 260)], 'glucose.high-2').map(stretch)).toEqual([
      [0, null],
    ]);
  });
});

describe('heart rate at rest', () => {
  const minutes = (from: number, count: number, value: number, more: Partial<DetectionRow> = { steps: 0 }) =>
    Array.from({ length: count }, (_, i) => heartRate(from + i, value, more));

  it('above 100 for ten minutes is shown, and over at 95', () => {
    expect(findingsOf(minutes(0, 10, 108), 'hr.rest-high')).toEqual([]);
    const rows = [...minutes(0, 11, 108), heartRate(11, 96, { steps: 0 }), heartRate(12, 95, { steps: 0 })];
    expect(findingsOf(rows, 'hr.rest-high')).toMatchObject([{ severity: 'moderate', isPageable: false }]);
    expect(findingsOf(rows, 'hr.rest-high').map(stretch)).toEqual([[0, 12]]);
    expect(findingsOf(minutes(0, 11, 100), 'hr.rest-high')).toEqual([]);
    expect(findingsOf(minutes(0, 11, 49), 'hr.rest-low')).toMatchObject([{ severity: 'moderate', isPageable: false }]);
    expect(findingsOf(minutes(0, 11, 50), 'hr.rest-low')).toEqual([]);
  });
  it('becomes critical within the episode, and pages', () => {
    const rows = [...minutes(0, 20, 108), ...minutes(20, 11, 135)];
    expect(findingsOf(rows.slice(0, -1), 'hr.rest-high')).toMatchObject([{ severity: 'moderate', isPageable: false }]);
    const found = findingsOf(rows, 'hr.rest-high');
    expect(found).toMatchObject([{ severity: 'critical', isPageable: true, worsenedAt: START + 30 * MINUTE }]);
    expect(found.map(stretch)).toEqual([[0, null]]);
    expect(findingsOf([...minutes(0, 20, 46), ...minutes(20, 11, 40)], 'hr.rest-low')).toMatchObject([
      { severity: 'critical', isPageable: true },
    ]);
  });
  it('is over as a critical one at 120, and what is left is a new one that may get worse again', () => {
    const rows = [...minutes(0, 11, 135), ...minutes(11, 20, 118), ...minutes(31, 11, 140)];
    const found = findingsOf(rows, 'hr.rest-high');
    expect(found.map(stretch)).toEqual([
      [0, 11],
      [11, null],
    ]);
    expect(found).toMatchObject([
      { severity: 'critical', isPageable: true },
      { severity: 'critical', isPageable: true, worsenedAt: START + 41 * MINUTE },
    ]);
    expect(findingsOf(rows.slice(0, -1), 'hr.rest-high')[1]).toMatchObject({ severity: 'moderate', isPageable: false });
  });
  it('takes silence about activity for rest only where it is critical', () => {
    const untold = { steps: null, context: 'unknown' } as const;
    expect(findingsOf(minutes(0, 30, 115, untold), 'hr.rest-high')).toEqual([]);
    expect(findingsOf(minutes(0, 11, 131, untold), 'hr.rest-high')).toMatchObject([
      { severity: 'critical', isPageable: true },
    ]);
    expect(findingsOf(minutes(0, 11, 115, { steps: null, context: 'rest' }), 'hr.rest-high')).toHaveLength(1);
    expect(findingsOf(minutes(0, 11, 115, { steps: 3, context: 'rest' }), 'hr.rest-high')).toEqual([]);
    expect(findingsOf(minutes(0, 11, 115, { steps: 0, context: 'active' }), 'hr.rest-high')).toEqual([]);
  });
  it('keeps its bounds apart: a relaxed one to be shown moves no page', () => {
    const rows = minutes(0, 11, 135);
    expect(findingsOf(rows, 'hr.rest-high', { heartRateRaised: 150 })).toMatchObject([{ isPageable: true }]);
    expect(findingsOf(minutes(0, 11, 112), 'hr.rest-high', { heartRateHigh: 110 })).toMatchObject([
      { severity: 'critical', isPageable: true },
    ]);
    expect(findingsOf(minutes(0, 11, 108), 'hr.rest-high', { heartRateRaised: 110 })).toEqual([]);
  });
  it('is the same after a restart a day into it', () => {
    const rows = [...minutes(0, 26 * 60, 108), ...minutes(26 * 60, 11, 135), ...minutes(26 * 60 + 11, 5, 110)];
    const profile = {
      ruleSet: 'china',
      overrides: {},
      timeZone: 'UTC',
      night: null,
      glucoseUnit: 'mg/dL',
      utcOffsetMinutes: 0,
    } as const;
    const patient = watch();
    const table = new FindingTable();
    table.apply(detect(patient, rows, START + 27 * HOUR));
    const before = table.identity;
    table.apply(
      detect(
        restarted(profile, rows, [...table.rows.values()]),
        [heartRate(26 * 60 + 16, 110, { steps: 0 })],
        START + 27 * HOUR,
      ),
    );
    expect(table.identity).toEqual(before);
    expect(before).toMatchObject([{ severity: 'critical', worsenedAt: START + (26 * 60 + 10) * MINUTE }]);
  });
});

describe('low blood pressure', () => {
  it('is shown and asked to be repeated; a repeat makes it high, and pages nobody', () => {
    expect(findingsOf([pressure(0, 88, 58)], 'bp.low')).toMatchObject([
      { severity: 'moderate', confirmation: 'awaiting', isPageable: false, repeatWithinMs: null },
    ]);
    expect(findingsOf([pressure(0, 88, 58), pressure(5, 90, 55)], 'bp.low')).toMatchObject([
      { severity: 'high', confirmation: 'confirmed', isPageable: false, worsenedAt: START + 5 * MINUTE },
    ]);
    expect(findingsOf([pressure(0, 88, 58), pressure(5, 104, 66)], 'bp.low')).toMatchObject([
      { severity: 'moderate', confirmation: 'unconfirmed', clearedAt: START + 5 * MINUTE },
    ]);
  });
  it('is high and pages at once with symptoms, at the first reading or a later one', () => {
    const dizzy = { flags: ['symptoms'] };
    expect(findingsOf([pressure(0, 88, 58, dizzy)], 'bp.low')).toMatchObject([{ severity: 'high', isPageable: true }]);
    expect(findingsOf([pressure(0, 88, 58), pressure(0.5, 86, 55, dizzy)], 'bp.low')).toMatchObject([
      { severity: 'high', isPageable: true },
    ]);
  });
});

describe('layers', () => {
  const reading: fc.Arbitrary<DetectionRow> = fc.tuple(fc.nat(24 * 60), fc.nat(4)).chain(([at, kind]) => {
    const flags = fc.constantFrom(null, null, null, ['symptoms']);
    if (kind === 0)
      return fc
        .tuple(fc.constantFrom(85, 120, 150, 184), fc.constantFrom(60, 80, 112), flags)
        .map(([systolic, diastolic, told]) => pressure(at, systolic, diastolic, { flags: told }));
    if (kind === 1) return fc.constantFrom(45, 60, 75, 255, 320).map((glucose) => fingerStick(at, glucose));
    if (kind === 2) return fc.constantFrom(45, 60, 75, 255, 320).map((glucose) => sensor(at, glucose));
    return fc
      .tuple(fc.constantFrom(38, 47, 70, 98, 110, 125, 135, 150), fc.constantFrom(null, 0, 0, 12), flags)
      .map(([value, steps, told]) => heartRate(at, value, { steps, flags: told }));
  });
  const run: fc.Arbitrary<DetectionRow[]> = fc
    .tuple(fc.nat(23 * 60), fc.array(fc.constantFrom(110, 118, 125, 133, 140), { minLength: 5, maxLength: 60 }))
    .map(([from, values]) => values.map((value, i) => heartRate(from + i, value, { steps: 0 })));
  const day = fc
    .tuple(fc.array(reading, { maxLength: 60 }), fc.array(run, { maxLength: 3 }))
    .map(([single, runs]) => [...single, ...runs.flat()].sort((a, b) => a.effectiveAtMs - b.effectiveAtMs));

  /** Each reading that pages, and about what; another process takes over with them all before one of the readings. */
  const pagesOf = (rows: readonly DetectionRow[], overrides: ThresholdOverrides, allOnUntil = 0): string[] => {
    let patient = watch('china', allOnUntil > 0 ? {} : overrides);
    const table = new FindingTable();
    return rows.flatMap((row, index) => {
      if (index > 0 && index === allOnUntil) {
        patient = restarted({ ...CHINA, overrides }, rows.slice(0, index), [...table.rows.values()]);
      }
      const changes = detect(patient, [row], row.effectiveAtMs);
      table.apply(changes);
      return changes
        .filter(({ before, after }) => after?.isPageable === true && before?.isPageable !== true)
        .map(({ after }) => `${row.id} ${after?.ruleId} ${after?.severity}`);
    });
  };

  it('above the crisis rules silence none of their pages', () => {
    fc.assert(
      fc.property(day, (rows) => {
        const withAll = new Set(pagesOf(rows, {}));
        expect(pagesOf(rows, { layersOff: ['windowed'] }).filter((page) => !withAll.has(page))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
  it('lose no page of the crisis rules when they are switched off while something milder goes on', () => {
    const before = fc
      .constantFrom(108, 118, 124, 128)
      .map((value) => Array.from({ length: 26 * 12 }, (_, i) => heartRate(i * 5 - 26 * 60, value, { steps: 0 })));
    fc.assert(
      fc.property(before, day, fc.nat(100), (milder, rows, later) => {
        const all = [...milder, ...rows];
        const pages = new Set(pagesOf(all, { layersOff: ['windowed'] }, milder.length + (later % (rows.length + 1))));
        expect(pagesOf(all, { layersOff: ['windowed'] }).filter((page) => !pages.has(page))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
  it('can be switched off while a milder pulse goes on that began before the window: critical is a page', () => {
    const milder = Array.from({ length: 26 * 12 }, (_, i) => heartRate(i * 5, 124, { steps: 0 }));
    const critical = Array.from({ length: 20 }, (_, i) => heartRate(26 * 60 + i, 150, { steps: 0 }));
    const pages = pagesOf([...milder, ...critical], { layersOff: ['windowed'] }, milder.length);
    expect(pages).toEqual([`${critical[10]?.id} hr.rest-high critical`]);
  });
  it('are off, and what was critical and late before a restart is a page when it is found to go on', () => {
    const rows = Array.from({ length: 28 * 12 }, (_, i) => heartRate(i * 5, 150, { steps: 0 }));
    const late = rows.slice(0, 26 * 12);
    const table = new FindingTable();
    table.apply(detect(watch('china', { layersOff: ['windowed'] }), late, START + 28 * HOUR));
    expect([...table.rows.values()]).toMatchObject([{ lane: 'late', isPageable: false }]);
    const patient = restarted({ ...CHINA, overrides: { layersOff: ['windowed'] } }, late, [...table.rows.values()]);
    table.apply(detect(patient, rows.slice(26 * 12), START + 28 * HOUR));
    expect([...table.rows.values()]).toMatchObject([{ lane: 'physiological', severity: 'critical', isPageable: true }]);
  });
  it('can be switched off for a patient, and the crisis rules cannot', () => {
    const rules = watch('china', { layersOff: ['windowed', 'forecast'] }).rules;
    const ids = [...rules.cuff, ...rules.capillary, ...rules.interstitial, ...rules['heart-rate']].map(({ id }) => id);
    expect(new Set(ids)).toEqual(
      new Set(['bp.crisis', 'bp.low', 'glucose.low-2', 'glucose.high-crisis', 'hr.rest-high', 'hr.rest-low']),
    );
    expect([rules.homeMean, rules.irregularPulse]).toEqual([null, null]);
  });
});

it('takes nothing back that ended before the window, when a reading comes late', () => {
  const patient = watch();
  const table = new FindingTable();
  const rows = [...every15(50, 50, 80, 90), ...Array.from({ length: 130 }, (_, i) => sensor(60 + i * 15, 110))];
  for (const row of rows) table.apply(detect(patient, [row], row.effectiveAtMs));
  const before = table.identity;
  table.apply(detect(patient, [sensor(31 * 60 + 1, 112)], START + 33 * HOUR));
  expect(table.identity).toEqual(before);
  expect(before).toHaveLength(2);
});
