import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ThresholdOverrides } from '#contracts/threshold.ts';
import { detect } from '#models/detect.ts';
import type { Finding, FindingChange } from '#models/detection/finding.ts';
import { PatientWatch, type DetectionRow, type PatientProfile } from '#models/detection/patient-watch.ts';
import { MAX_BEATS } from '#models/detection/rhythm-watch.ts';
import { fibrillation, geminy, isolatedPrematureBeats, sinus } from '../rhythm/pulses.ts';
import { inOrder, journey, onJourney } from './journey.ts';
import { FindingTable, heartRate, HOUR, MINUTE, START, strap } from './readings.ts';
import { restarted } from './restarted.ts';

const profile = (overrides: ThresholdOverrides = {}): PatientProfile => ({
  ...{ ruleSet: 'china', overrides, timeZone: 'UTC', night: null, glucoseUnit: 'mg/dL', utcOffsetMinutes: 0 },
});

const play = (rows: readonly DetectionRow[], overrides: ThresholdOverrides = {}) => {
  const watch = new PatientWatch(profile(overrides));
  const table = new FindingTable();
  const changes: FindingChange[] = [];
  for (const row of rows) {
    const news = detect(watch, [row], row.effectiveAtMs);
    table.apply(news);
    changes.push(...news.filter(({ before, after }) => (after ?? before)?.ruleId === 'rhythm.irregular'));
  }
  return { watch, table, changes };
};
const irregular = (table: FindingTable): Finding[] =>
  [...table.rows.values()].filter(({ ruleId }) => ruleId === 'rhythm.irregular');
const foundIn = (rows: readonly DetectionRow[], overrides: ThresholdOverrides = {}): Finding[] =>
  irregular(play(rows, overrides).table);
const byTime = (rows: readonly DetectionRow[]) => rows.toSorted((a, b) => a.effectiveAtMs - b.effectiveAtMs);
const spanOf = (intervals: readonly number[]) => intervals.reduce((sum, interval) => sum + interval, 0);
const secondsSince = (from: number, at: number | null | undefined) => Math.round(((at ?? Number.NaN) - from) / 1_000);

/** Four minutes of a regular pulse, five of fibrillation, and five of a regular pulse. */
const BEFORE = sinus(300, 1);
const DURING = fibrillation(500, 2);
const AFTER = sinus(400, 3);
const whole = strap(0, [...BEFORE, ...DURING, ...AFTER]);
const beganAt = START + spanOf(BEFORE);
const endedAt = beganAt + spanOf(DURING);

describe('an irregular pulse', () => {
  it('is shown when it has lasted, and over when the pulse has been regular for as long; it never pages', () => {
    const { changes, table } = play(whole);
    expect(changes.map(({ before, after }) => [before === null, after?.clearedAt === null])).toEqual([
      [true, true],
      [false, false],
    ]);
    const [finding] = irregular(table);
    expect(finding).toMatchObject({
      ...{ severity: 'moderate', lane: 'physiological', stream: 'heart-rate', confirmation: 'none' },
      ...{ isPageable: false, worsenedAt: null, repeatWithinMs: null },
    });
    expect(secondsSince(beganAt, finding?.onsetAt)).toBe(25);
    expect(secondsSince(endedAt, finding?.lastBreachAt)).toBe(13);
    expect(secondsSince(endedAt, finding?.clearedAt)).toBe(133);
  });

  it('explains itself by its first and last readings, and by how many windows were irregular', () => {
    const { changes } = play(whole);
    const [raised, over] = changes.map(({ explanation }) => explanation);
    expect(raised).toMatchObject({
      ...{ ruleId: 'rhythm.irregular', ruleSet: 'china' },
      source: expect.stringContaining('10.1152/ajpheart.00561.2010') as string,
      comparisons: [
        { quantity: 'sampleEntropy', operator: '>=', threshold: -0.8 },
        { quantity: 'irregularMinutes', operator: '>=', threshold: 2 },
      ],
    });
    const [finding] = foundIn(whole);
    const made = whole.filter(
      ({ effectiveAtMs }, i) =>
        effectiveAtMs >= (finding?.onsetAt ?? 0) && (whole[i - 1]?.effectiveAtMs ?? 0) < (finding?.lastBreachAt ?? 0),
    );
    expect(over?.contributions).toEqual(
      [...made.slice(0, 8), ...made.slice(-8)].map(({ id, effectiveAtMs, heartRate: value }) => ({
        observationId: id,
        effectiveAt: new Date(effectiveAtMs).toISOString(),
        values: { heartRate: value },
        unit: '/min',
      })),
    );
    const { windows = 0, irregularWindows = 0 } = over?.pulse ?? {};
    // A window ends with each beat: all of the fibrillation's but the first, some after it, and two minutes of regular ones.
    expect(windows).toBeGreaterThan(DURING.length);
    expect(irregularWindows).toBeGreaterThan(450);
    expect(irregularWindows).toBeLessThan(windows - 100);
    expect(raised?.pulse?.windows).toBeLessThan(windows);
  });

  it('is not made of premature beats, of what lasts less than two minutes, or of a heart rate without intervals', () => {
    expect(foundIn(strap(0, geminy(0)(2_000, 1)))).toEqual([]);
    expect(foundIn(strap(0, isolatedPrematureBeats(2_000, 2)))).toEqual([]);
    expect(foundIn(strap(0, [...BEFORE, ...fibrillation(190, 2), ...AFTER]))).toEqual([]);
    expect(foundIn(whole.map((row) => ({ ...row, rrIntervalsMs: null })))).toEqual([]);
    expect(foundIn(whole.map((row) => ({ ...row, rrIntervalsMs: [] })))).toEqual([]);
  });

  it('is not made of what a sensor sends that has lost the skin', () => {
    expect(foundIn(whole.map((row) => ({ ...row, flags: ['sensor-fault'] })))).toEqual([]);
    expect(foundIn(whole.map((row) => ({ ...row, flags: ['body-movement'] })))).toHaveLength(1);
  });

  it('has its times in whole milliseconds, whatever the intervals are', () => {
    // Bluetooth counts 1/1024 s.
    const counted = [...BEFORE, ...DURING, ...AFTER].map((interval) => (Math.round(interval) * 1_000) / 1_024);
    const [finding] = foundIn(strap(0, counted));
    expect([finding?.onsetAt, finding?.lastBreachAt, finding?.clearedAt].map(Number.isInteger)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('is made of possible intervals only', () => {
    for (const wrong of [0, 120, 9_000, 65_535]) {
      expect(foundIn(strap(0, [...BEFORE, ...DURING.map((interval, i) => (i % 5 === 0 ? wrong : interval))]))).toEqual(
        [],
      );
    }
  });

  it('is switched off with the layer of windowed rules, for this patient', () => {
    expect(foundIn(whole, { layersOff: ['windowed'] })).toEqual([]);
    expect(foundIn(whole, { layersOff: ['forecast'] })).toHaveLength(1);
  });

  it('of hours ago is history, and what goes on is not', () => {
    const watch = new PatientWatch(profile());
    const table = new FindingTable();
    table.apply(detect(watch, whole, START + 5 * HOUR));
    expect(irregular(table)).toMatchObject([{ lane: 'late', clearedAt: expect.any(Number) as number }]);
    const goesOn = strap(0, [...BEFORE, ...DURING]);
    const early = new FindingTable();
    const patient = new PatientWatch(profile());
    early.apply(detect(patient, goesOn, endedAt + 61 * MINUTE));
    expect(irregular(early)).toMatchObject([{ lane: 'late', clearedAt: null }]);
    const more = strap((endedAt + 50 * MINUTE - START) / MINUTE, fibrillation(200, 9));
    early.apply(detect(patient, more, endedAt + 53 * MINUTE));
    expect(irregular(early)).toMatchObject([{ lane: 'physiological', clearedAt: null }]);
  });

  it('ends where nothing was heard for an hour, and the next one is another', () => {
    const first = strap(0, DURING);
    const next = strap(spanOf(DURING) / MINUTE + 61, fibrillation(500, 5));
    const found = foundIn([...first, ...next]);
    expect(found).toMatchObject([{ clearedAt: START + spanOf(DURING) + HOUR }, { clearedAt: null }]);
    expect(secondsSince(next[0]?.effectiveAtMs ?? 0, found[1]?.onsetAt)).toBeGreaterThan(0);
  });
});

describe('readings that come late', () => {
  const late = ({ effectiveAtMs }: DetectionRow) =>
    effectiveAtMs > beganAt + 60_000 && effectiveAtMs < endedAt - 60_000;

  it('make the irregular pulse that the others were too few for, at its own onset', () => {
    const [expected] = foundIn(whole);
    const { watch, table } = play(whole.filter((row) => !late(row)));
    expect(irregular(table)).toEqual([]);
    table.apply(detect(watch, whole.filter(late).toReversed(), START + HOUR));
    expect(irregular(table)).toMatchObject([{ onsetAt: expected?.onsetAt, clearedAt: expected?.clearedAt }]);
  });

  it('move an onset, and say which one it takes the place of', () => {
    const inFront = (row: DetectionRow) => row.effectiveAtMs < beganAt + 60_000;
    const { watch, table } = play(whole.filter((row) => !inFront(row)));
    const [before] = irregular(table);
    const changes = detect(watch, whole.filter(inFront), START + HOUR);
    table.apply(changes);
    const [after] = foundIn(whole);
    expect(before?.onsetAt).toBeGreaterThan(after?.onsetAt ?? 0);
    expect(changes).toMatchObject([{ before: { onsetAt: before?.onsetAt }, supersedes: [before?.onsetAt] }]);
    expect(irregular(table).map(({ onsetAt }) => onsetAt)).toEqual([after?.onsetAt]);
  });

  it('take an irregular pulse back that was regular in between', () => {
    // Twice a minute and a half of it, four minutes apart.
    const [first, pause, second] = [fibrillation(190, 1), sinus(300, 2), fibrillation(190, 3)];
    const rows = strap(0, [...first, ...pause, ...second]);
    const isPause = ({ effectiveAtMs }: DetectionRow) =>
      effectiveAtMs > START + spanOf(first) && effectiveAtMs <= START + spanOf(first) + spanOf(pause);
    const { watch, table } = play(rows.filter((row) => !isPause(row)));
    expect(irregular(table)).toHaveLength(1);
    table.apply(detect(watch, rows.filter(isPause), START + HOUR));
    expect(irregular(table)).toEqual(foundIn(rows));
    expect(irregular(table)).toEqual([]);
  });

  it('tell nothing again that ended in silence before the day that is kept', () => {
    // Too few beats to be judged, so that only the last of these shows that the first was over.
    const few = [2, 10, 20].flatMap((hour) => strap(hour * 60, sinus(5, hour)));
    const { watch, changes } = play([...strap(0, DURING), ...few, ...strap(28 * 60, BEFORE)]);
    expect(changes.map(({ after }) => after?.clearedAt)).toEqual([null, START + spanOf(DURING) + HOUR]);
    expect(detect(watch, strap(9 * 60, sinus(5, 9)), START + 29 * HOUR)).toEqual([]);
  });

  it('are passed over when they are older than a day', () => {
    const now = strap(26 * 60, BEFORE);
    const { watch, table } = play(now);
    table.apply(detect(watch, strap(0, DURING), START + 27 * HOUR));
    expect(irregular(table)).toEqual([]);
  });
});

describe('another process', () => {
  it('goes on in the middle of it, at any reading', () => {
    const { table: expected } = play(whole);
    const table = new FindingTable();
    for (const [i, row] of whole.entries()) {
      const watch = restarted(profile(), whole.slice(0, i), [...table.rows.values()]);
      table.apply(detect(watch, [row], row.effectiveAtMs));
    }
    expect(table.identity).toEqual(expected.identity);
    expect(irregular(table)).toHaveLength(1);
  });

  it('goes on days into it, and ends it when it ends', () => {
    // Spot checks of a minute every 50 min, irregular for two days: more than another process reads again.
    const checks = Array.from({ length: 70 }, (_, i) =>
      strap(i * 50, i > 2 && i < 60 ? fibrillation(120, i) : sinus(100, i), 1),
    );
    const { table: expected } = play(checks.flat());
    const table = new FindingTable();
    const stored: DetectionRow[] = [];
    for (const rows of checks) {
      const watch = restarted(profile(), stored, [...table.rows.values()]);
      stored.push(...rows);
      for (const row of rows) table.apply(detect(watch, [row], row.effectiveAtMs));
    }
    expect(table.identity).toEqual(expected.identity);
    expect(irregular(table)).toMatchObject([{ clearedAt: expect.any(Number) as number }]);
  });

  it('ends after days of silence what an earlier one told of', () => {
    const first = strap(0, DURING);
    const again = strap(3 * 24 * 60, [...sinus(50, 4)]);
    const { table: expected } = play([...first, ...again]);
    const { table } = play(first);
    const [head, ...tail] = again;
    for (const row of head === undefined ? [] : [head, ...tail]) {
      const stored = [...first, ...again.filter(({ effectiveAtMs }) => effectiveAtMs < row.effectiveAtMs)];
      table.apply(detect(restarted(profile(), stored, [...table.rows.values()]), [row], row.effectiveAtMs));
    }
    expect(table.identity).toEqual(expected.identity);
    expect(irregular(table)).toMatchObject([{ clearedAt: START + spanOf(DURING) + HOUR }]);
  });

  it('takes back what a reading made that does not count any more', () => {
    const { table } = play(whole);
    const watch = restarted(
      profile(),
      whole.filter(({ effectiveAtMs }) => effectiveAtMs < beganAt + 60_000 || effectiveAtMs > endedAt - 60_000),
      [...table.rows.values()],
    );
    const changes: FindingChange[] = [];
    watch.reconsider(START + HOUR, changes);
    expect(changes).toMatchObject([{ before: { ruleId: 'rhythm.irregular' }, after: null }]);
  });
});

it('keeps a day of beats and no more, and nothing for whoever sends none', () => {
  const watch = new PatientWatch(profile());
  watch.add(heartRate(1, 70));
  expect(watch.size).toBe(1);
  for (let day = 0; day < 4; day += 1) {
    detect(watch, strap(day * 24 * 60, sinus(2_000, day), 10), START + (day + 1) * 24 * HOUR);
  }
  // Of two days, since one reaches into the next: 200 readings each, twice, and 500 for the 2,000 beats between them.
  expect(watch.size).toBe(2 * (200 + 200 + 500));
  const flood = strap(5 * 24 * 60, Array<number>(MAX_BEATS + 50_000).fill(400), 500);
  detect(watch, flood, START + 6 * 24 * HOUR);
  expect(watch.size).toBe(flood.length + MAX_BEATS / 500 + MAX_BEATS / 4);
});

/** Worn now and then over two days and a half, by a clock that jumps about a little; now and then two at once. */
const worn = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 60 * 60 }),
      kind: fc.constantFrom(sinus, fibrillation, fibrillation, geminy(1)),
      beats: fc.integer({ min: 20, max: 700 }),
      seed: fc.nat(1_000),
      perReading: fc.constantFrom(1, 2, 5, 20, 130),
      jitterMs: fc.constantFrom(0, 0, 300, 1_500, 4_000),
      wrong: fc.constantFrom(null, null, 0, 120, 9_000),
      flags: fc.constantFrom(null, null, null, ['sensor-fault']),
    }),
    { minLength: 2, maxLength: 14 },
  )
  .map((stretches) =>
    byTime(
      stretches.flatMap(({ minute, kind, beats, seed, perReading, jitterMs, wrong, flags }) => {
        const intervals = kind(beats, seed).map((interval, i) => (wrong !== null && i % 97 === 50 ? wrong : interval));
        return strap(minute, intervals, perReading, { flags }).map((row, i) => ({
          ...row,
          effectiveAtMs: row.effectiveAtMs + ((i * 7_919 + seed) % 101) * Math.floor(jitterMs / 100),
        }));
      }),
    ),
  );

it('is the same in whatever order the readings of a day come, and whoever takes over in between', () => {
  let found = 0;
  fc.assert(
    fc.property(worn, journey, (rows, how) => {
      const expected = inOrder(profile(), rows);
      found += expected.length;
      expect(onJourney(profile(), rows, how)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
  expect(found).toBeGreaterThan(50);
});
