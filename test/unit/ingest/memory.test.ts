import { describe, expect, it } from 'vitest';
import { numberColumn, textColumn } from '#ingest/array-literal.ts';
import { PatientMemory, type PatientEntry } from '#ingest/patient-memory.ts';
import { SpotSources } from '#ingest/second-accounts/spot-sources.ts';
import { Sequences } from '#ingest/sequence.ts';
import { PatientWatch, type DetectionRow } from '#models/detection/patient-watch.ts';

const row = (minute: number): DetectionRow => ({
  id: `r${minute}`,
  kind: 'heart-rate',
  effectiveAtMs: minute * 60_000,
  heartRate: 70,
  ...{ systolic: null, diastolic: null, glucose: null, comparator: null, method: null, specimen: null },
  ...{ context: null, steps: null, rrIntervalsMs: null, flags: null },
});

const entry = (readings = 0): PatientEntry => {
  const watch = new PatientWatch({
    ...{ ruleSet: 'china', overrides: {}, night: null, timeZone: 'UTC', glucoseUnit: 'mg/dL', utcOffsetMinutes: 0 },
  });
  for (let minute = 0; minute < readings; minute += 1) watch.add(row(minute));
  const [sequences, spotSources] = [new Sequences(), new SpotSources(false)];
  return { version: 1, watch, sequences, spotSources, timeZone: 'UTC', offsetAtMs: 0 };
};

describe('memory', () => {
  it('forgets the patient seen longest ago', () => {
    const memory = new PatientMemory({ patients: 2, readings: 1_000 });
    memory.keep('a', entry());
    memory.keep('b', entry());
    memory.keep('a', entry());
    memory.keep('c', entry());
    expect(['a', 'b', 'c'].map((id) => memory.take(id) !== undefined)).toEqual([true, false, true]);
  });
  it('holds no more readings than it may, and always the newest patient', () => {
    const memory = new PatientMemory({ patients: 100, readings: 50 });
    memory.keep('a', entry(30));
    memory.keep('b', entry(30));
    expect(memory.take('a')).toBeUndefined();
    memory.keep('c', entry(80));
    expect(['b', 'c'].map((id) => memory.take(id) !== undefined)).toEqual([false, true]);
  });
  it('gives a patient to one transaction at a time', () => {
    const memory = new PatientMemory({ patients: 2, readings: 50 });
    memory.keep('a', entry(30));
    const taken = memory.take('a');
    expect(taken).toBeDefined();
    expect(memory.take('a')).toBeUndefined();
    if (taken) memory.keep('a', taken);
    expect(memory.take('a')).toBe(taken);
  });
});

describe('numbers against time', () => {
  const times = (minute: number, aheadMinutes = 0) => ({
    atMs: minute * 60_000,
    shownMs: (minute + aheadMinutes) * 60_000,
  });
  const check = (...readings: [seq: number, minute: number][]): boolean[] => {
    const sequences = new Sequences();
    return readings.map(([seq, minute]) => {
      const isRefused = sequences.check('d', 'glucose', seq, times(minute)) !== null;
      if (!isRefused) sequences.note('d', 'glucose', seq, times(minute));
      return isRefused;
    });
  };
  it('refuse a clock that went back by more than five minutes', () => {
    expect(check([1, 100], [2, 95], [3, 89])).toEqual([false, false, true]);
  });
  it('accept a clock that was ahead and is put right, and one that turns out to be ahead', () => {
    const sequences = new Sequences();
    sequences.note('d', 'glucose', 1, times(100, 60));
    expect(sequences.check('d', 'glucose', 2, times(105))).toBeNull();
    // Kept until the clock was found to be ahead: shown later than the one before, and measured earlier.
    sequences.note('d', 'glucose', 2, times(105));
    expect(sequences.check('d', 'glucose', 3, times(50, 60))).toBeNull();
    expect(sequences.check('d', 'glucose', 3, times(50, 20))).not.toBeNull();
  });
  it('accept kept readings, repetitions and a counter that starts again', () => {
    expect(check([10, 100], [8, 80], [9, 90], [10, 100], [1, 110], [2, 120])).toEqual(Array(6).fill(false));
  });
});

it('writes columns as PostgreSQL reads them', () => {
  const rows = [
    { a: 1.5, b: 'x' },
    { a: null, b: 'say "hi" \\ {,}' },
    { a: -2, b: null },
  ];
  expect(numberColumn(rows, ({ a }) => a)).toBe('{1.5,NULL,-2}');
  expect(textColumn(rows, ({ b }) => b)).toBe('{"x","say \\"hi\\" \\\\ {,}",NULL}');
  expect(numberColumn([{ a: null }], ({ a }) => a)).toBe('{}');
});
