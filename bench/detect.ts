import { detect } from '#models/detect.ts';
import { PatientWatch, type DetectionRow } from '#models/detection/patient-watch.ts';
import { median } from './load/table.ts';
import type { BenchResult } from './result.ts';

export type DetectBenchOptions = { patients: number; rounds: number; runs: number };
const DEFAULTS: DetectBenchOptions = { patients: 1_000, rounds: 600, runs: 5 };

/** Five times what the whole ingest path takes: detection is no more than a fifth of one core's work there. */
const GOAL_PER_SECOND = 100_000;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 2, 1);

const blank = {
  ...{ systolic: null, diastolic: null, glucose: null, heartRate: null, comparator: null, method: null },
  ...{ specimen: null, context: null, steps: null, rrIntervalsMs: null, flags: null },
} as const;

/**
 * What a patient measures in `round`: three of five readings are sensor glucose every five minutes, one is a cuff
 * pressure, one a pulse at rest. One patient in 50 has a day of trouble of each kind, so that episodes are found as well.
 */
const rowAt = (patient: number, round: number): DetectionRow => {
  const step = round % 5;
  const effectiveAtMs = START_MS + Math.floor((round * 5) / 3) * MINUTE_MS;
  const isTroubled = patient % 50 === 0;
  const row = { ...blank, id: `${patient}-${round}`, effectiveAtMs };
  if (step === 1) {
    const systolic = 118 + (round % 10) + (isTroubled ? 20 : 0);
    return { ...row, kind: 'blood-pressure', systolic, diastolic: 74 + (round % 8), method: 'cuff' };
  }
  if (step === 3) {
    return { ...row, kind: 'heart-rate', heartRate: 62 + (round % 15) + (isTroubled ? 42 : 0), context: 'rest' };
  }
  const glucose = Math.round(125 + (isTroubled ? 140 : 25) * Math.sin(round / 24 + patient));
  return { ...row, kind: 'glucose', glucose, specimen: 'interstitial' };
};

const newWatch = (layersOff: 'all-layers' | 'crisis-only'): PatientWatch =>
  new PatientWatch({
    ruleSet: 'china',
    overrides: layersOff === 'all-layers' ? {} : { layersOff: ['windowed'] },
    timeZone: 'Asia/Shanghai',
    ...{ night: null, glucoseUnit: 'mg/dL', utcOffsetMinutes: 480 },
  });

/** Readings a second through `judge`, patient after patient within each round, as batches mix them. */
const measure = (rounds: readonly DetectionRow[][], judge: (patient: number, row: DetectionRow) => number) => {
  const startedAt = performance.now();
  let changes = 0;
  let readings = 0;
  for (const round of rounds) {
    for (const [patient, row] of round.entries()) changes += judge(patient, row);
    readings += round.length;
  }
  return { perSecond: Math.round((readings / (performance.now() - startedAt)) * 1000), changes };
};

/** Detection alone, in memory: all layers, the crisis rules alone, and the same loop without rules. */
export const run = (given: Partial<DetectBenchOptions> = {}): Promise<BenchResult> => {
  const { patients, rounds: count, runs } = { ...DEFAULTS, ...given };
  const rounds = Array.from({ length: count }, (_, round) =>
    Array.from({ length: patients }, (_, patient) => rowAt(patient, round)),
  );
  const rates = { all: [] as number[], crisis: [] as number[], bare: [] as number[] };
  let found = 0;
  for (let i = 0; i < runs; i += 1) {
    const all = Array.from({ length: patients }, () => newWatch('all-layers'));
    const crisis = Array.from({ length: patients }, () => newWatch('crisis-only'));
    const through = (watches: readonly PatientWatch[]) => (patient: number, row: DetectionRow) => {
      const watch = watches[patient];
      return watch === undefined ? 0 : detect(watch, [row], row.effectiveAtMs).length;
    };
    const measured = measure(rounds, through(all));
    found = measured.changes;
    rates.all.push(measured.perSecond);
    rates.crisis.push(measure(rounds, through(crisis)).perSecond);
    rates.bare.push(measure(rounds, (_, row) => (row.glucose === -1 ? 1 : 0)).perSecond);
  }
  const [all, crisis, bare] = [median(rates.all), median(rates.crisis), median(rates.bare)];
  const passed = all >= GOAL_PER_SECOND;
  const table = [
    `all layers        ${all} readings/s, ${found} changes told`,
    `crisis rules only ${crisis} readings/s`,
    `no rules          ${bare} readings/s`,
    `all layers take ${(1e6 / all - 1e6 / bare).toFixed(2)} µs a reading, ${(crisis / all).toFixed(2)} times the crisis rules`,
    `${patients} patients, ${count} readings each, one reading a call; median of ${runs} runs`,
    ...(passed ? [] : [`wrong: fewer than ${GOAL_PER_SECOND} readings/s`]),
  ].join('\n');
  return Promise.resolve({ table, passed, all, crisis, bare });
};

if (import.meta.main) {
  const result = await run();
  console.log(result.table);
  process.exit(result.passed ? 0 : 1);
}
