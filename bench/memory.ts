import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DEFAULT_LIMITS } from '#ingest/patient-memory.ts';
import { HomeMeanWatch } from '#models/detection/home-mean-watch.ts';
import { PatientWatch, type DetectionRow } from '#models/detection/patient-watch.ts';
import { PersonalBaseline } from '#models/detection/personal-baseline.ts';
import { StreamWatch } from '#models/detection/stream-watch.ts';
import { GlucoseWindow } from '#models/forecaster/glucose-window.ts';
import { activeRules } from '#models/rules/active-rules.ts';
import { STREAMS, type Stream } from '#models/rules/rule.ts';
import type { BenchResult } from './result.ts';

export type MemoryBenchOptions = { readingsADay: number };
/** Of each way to measure so many patients that they take as many readings a day: enough to measure one by. */
const DEFAULTS: MemoryBenchOptions = { readingsADay: 60_000 };
const PATIENTS = { least: 40, most: 1_000 };

/** So long that everything which forgets has begun to. */
const DAYS = 45;
const DAY_MINUTES = 1_440;
const START_MS = Date.UTC(2026, 2, 1);
/** A clinic of this size is to be watched; one process remembers fewer. */
const TARGET_PATIENTS = 100_000;
const GOAL_BASELINE_KB = 40;

type Reading = { stream: Stream; minute: number; first: number; second: number };
type Profile = { name: string; minutesOf: Partial<Record<Stream, readonly number[]>> };

const every = (minutes: number): number[] => Array.from({ length: DAY_MINUTES / minutes }, (_, i) => i * minutes);

/** Minutes of the day at which a patient measures. */
const PROFILES: readonly Profile[] = [
  { name: 'cuff, twice in the morning and the evening', minutesOf: { cuff: [420, 422, 1_200, 1_202] } },
  {
    name: 'cuff, and a meter four times a day',
    minutesOf: { cuff: [420, 422, 1_200, 1_202], capillary: [410, 720, 1_100, 1_320] },
  },
  { name: 'sensor, every 5 minutes', minutesOf: { interstitial: every(5) } },
  { name: 'wristband at rest, every minute', minutesOf: { 'heart-rate': every(1) } },
  {
    name: 'cuff, meter, sensor and wristband',
    minutesOf: {
      cuff: [420, 422, 1_200, 1_202],
      capillary: [410, 720, 1_100, 1_320],
      interstitial: every(5),
      'heart-rate': every(1),
    },
  },
];

const LEVELS: Record<Stream, number> = {
  cuff: 122,
  cuffless: 122,
  capillary: 130,
  interstitial: 130,
  'heart-rate': 66,
};

const dayOf = ({ minutesOf }: Profile): Reading[] =>
  STREAMS.flatMap((stream) =>
    (minutesOf[stream] ?? []).map((minute) => ({
      ...{ stream, minute, first: LEVELS[stream] + (minute % 7) },
      second: stream === 'cuff' ? 76 + (minute % 5) : 0,
    })),
  ).sort((a, b) => a.minute - b.minute);

const blank = {
  ...{ systolic: null, diastolic: null, glucose: null, heartRate: null, comparator: null, method: null },
  ...{ specimen: null, context: null, steps: null, rrIntervalsMs: null, flags: null },
} as const;

/** An id of its own, as long as the real ones. */
let count = 0;
const newId = (): string => `00000000-0000-7000-8000-${(count += 1).toString().padStart(12, '0')}`;

const toRow = ({ stream, first, second }: Reading, effectiveAtMs: number): DetectionRow => {
  const row = { ...blank, id: newId(), effectiveAtMs };
  switch (stream) {
    case 'cuff':
    case 'cuffless':
      return { ...row, kind: 'blood-pressure', systolic: first, diastolic: second, method: stream };
    case 'capillary':
    case 'interstitial':
      return { ...row, kind: 'glucose', glucose: first, specimen: stream };
    case 'heart-rate':
      return { ...row, kind: 'heart-rate', heartRate: first, steps: 0 };
  }
};

const newWatch = (): PatientWatch =>
  new PatientWatch({
    ...{ ruleSet: 'china', overrides: {}, timeZone: 'Asia/Shanghai', night: null, glucoseUnit: 'mg/dL' },
    utcOffsetMinutes: 480,
  });

/** As ingest does with each reading. */
const take = (watch: PatientWatch, reading: Reading, at: number): void => {
  watch.add(toRow(reading, at));
  if (reading.stream === 'interstitial') watch.glucose.insert(at, reading.first);
  watch.collect(at, []);
  watch.takeDays();
};

const BASELINE = 'personal baseline';
const WHOLE = 'all layers';

/** One part of what is remembered of a patient, and how a reading gets into it. */
type Part = { name: string; make: () => { add: (reading: Reading, at: number) => void; kept: unknown } };

const rules = activeRules('china');
const unknown = (): undefined => undefined;
const PARTS: readonly Part[] = [
  {
    name: 'windows of the crisis and windowed rules',
    make: () => {
      const streams = new Map<Stream, StreamWatch>();
      const add = ({ stream, first, second }: Reading, at: number): void => {
        const watch = streams.get(stream) ?? new StreamWatch(rules[stream], unknown);
        streams.set(stream, watch);
        watch.add({ id: newId(), at, first, second, facts: 0 });
        watch.collect(at, []);
      };
      return { add, kept: streams };
    },
  },
  {
    name: 'mean of a week',
    make: () => {
      const watch = rules.homeMean === null ? null : new HomeMeanWatch(rules.homeMean, 'Asia/Shanghai', unknown);
      const add = ({ stream, first, second }: Reading, at: number): void => {
        if (stream !== 'cuff') return;
        watch?.add(at, first, second);
        watch?.collect(at, []);
      };
      return { add, kept: watch };
    },
  },
  {
    name: BASELINE,
    make: () => {
      const baseline = new PersonalBaseline(rules.baselines, 'Asia/Shanghai');
      const add = ({ stream, first, second }: Reading, at: number): void => {
        baseline.add(stream, { at, first, second, facts: 0 });
        baseline.collect(at, []);
        baseline.takeDays();
      };
      return { add, kept: baseline };
    },
  },
  {
    name: 'forecaster',
    make: () => {
      const glucose = new GlucoseWindow(480);
      const add = ({ stream, first }: Reading, at: number): void => {
        if (stream === 'interstitial') glucose.insert(at, first);
      };
      return { add, kept: glucose };
    },
  },
  {
    name: WHOLE,
    make: () => {
      const watch = newWatch();
      return { add: (reading, at) => take(watch, reading, at), kept: watch };
    },
  },
];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const usedBytes = (): number => {
  // Twice: what a finaliser lets go of is free the second time.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** KB that one patient keeps of this part after 45 days. */
const measure = (profile: Profile, { make }: Part, readingsADay: number): number => {
  const day = dayOf(profile);
  const patients = Math.min(PATIENTS.most, Math.max(PATIENTS.least, Math.round(readingsADay / day.length)));
  const live = (): unknown => {
    const { add, kept: part } = make();
    for (let at = 0; at < DAYS; at += 1) {
      for (const reading of day) add(reading, START_MS + (at * DAY_MINUTES + reading.minute) * 60_000);
    }
    return part;
  };
  // What is compiled for the first is nobody's memory.
  live();
  const before = usedBytes();
  const kept = Array.from({ length: patients }, live);
  const bytes = (usedBytes() - before) / kept.length;
  return Math.max(0, bytes / 1_000);
};

/** How many such patients one process remembers: it counts patients and their readings. */
const rememberedOf = (profile: Profile): number => {
  const watch = newWatch();
  for (let day = 0; day < DAYS; day += 1) {
    for (const reading of dayOf(profile))
      take(watch, reading, START_MS + (day * DAY_MINUTES + reading.minute) * 60_000);
  }
  return Math.min(DEFAULT_LIMITS.patients, Math.floor(DEFAULT_LIMITS.readings / watch.size));
};

/** What detection remembers of one patient, by layer and by how the patient measures. */
export const run = (given: Partial<MemoryBenchOptions> = {}): Promise<BenchResult> => {
  const { readingsADay } = { ...DEFAULTS, ...given };
  const profiles = PROFILES.map((profile) => ({
    name: profile.name,
    kilobytes: Object.fromEntries(PARTS.map((part) => [part.name, measure(profile, part, readingsADay)])),
    remembered: rememberedOf(profile),
  }));
  const most = Math.max(...profiles.map(({ kilobytes }) => kilobytes[BASELINE] ?? Number.NaN));
  const passed = most <= GOAL_BASELINE_KB;
  const table = [
    ...profiles.flatMap(({ name, kilobytes, remembered }) => [
      name,
      ...Object.entries(kilobytes).map(([part, kb]) => `  ${part.padEnd(42)} ${kb.toFixed(1).padStart(7)} KB`),
      `  of ${remembered} in one process ${megabytes(kilobytes[WHOLE], remembered)} MB, ${megabytes(kilobytes[BASELINE], remembered)} of them the baseline; of ${TARGET_PATIENTS} in all ${megabytes(kilobytes[BASELINE], TARGET_PATIENTS)} MB the baseline`,
    ]),
    `${PATIENTS.least} to ${PATIENTS.most} patients of each kind, ${DAYS} days; what one keeps, with the objects around it`,
    ...(passed ? [] : [`wrong: more than ${GOAL_BASELINE_KB} KB a patient for the personal baseline`]),
  ].join('\n');
  return Promise.resolve({ table, passed, profiles });
};

const megabytes = (kilobytes: number | undefined, patients: number): number =>
  Math.round(((kilobytes ?? Number.NaN) * patients) / 1_000);

if (import.meta.main) {
  const result = await run();
  console.log(result.table);
  process.exit(result.passed ? 0 : 1);
}
