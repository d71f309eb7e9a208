import { hash } from 'node:crypto';
import type { Reading } from '#contracts/reading.ts';
import { newId } from '#database/ids.ts';
import type { ReadingSource } from './arrival.ts';
import { isPossibleMean, isPossiblePulse, toMgPerDl, toMmHg } from './plausible.ts';

/** One row of `observations` to be, in canonical units. Flat, so that every kind has the same shape in memory. */
export type ObservationRow = {
  id: string;
  kind: Reading['kind'];
  source: string;
  sourceKey: string;
  /** As sent: PostgreSQL reads more digits of a second than we do. */
  measuredAt: string;
  effectiveAtMs: number;
  /** How far ahead the device's clock was known to be: by so much `effectiveAtMs` is before `measuredAt`. */
  clockAheadMs: number;
  systolic: number | null;
  diastolic: number | null;
  meanArterial: number | null;
  pulse: number | null;
  glucose: number | null;
  heartRate: number | null;
  comparator: '<' | '>' | null;
  method: 'cuff' | 'cuffless' | null;
  specimen: 'interstitial' | 'capillary' | null;
  meal: string | null;
  context: 'rest' | 'active' | 'unknown' | null;
  steps: number | null;
  rrIntervalsMs: readonly number[] | null;
  userSlot: number | null;
  flags: readonly string[] | null;
  original: { unit: string; values: Record<string, number> } | null;
};

/** The name of a source in `observations` and `quarantined_readings`. */
export const sourceName = (source: ReadingSource): string => {
  switch (source.type) {
    case 'device':
      return source.deviceId;
    case 'manual':
      return `manual:${source.userId}`;
    case 'intake':
      return `intake:${source.sourceId}`;
  }
};

export const toObservationRow = (source: ReadingSource, reading: Reading, effectiveAtMs: number): ObservationRow => {
  const row: ObservationRow = {
    id: newId(),
    kind: reading.kind,
    source: sourceName(source),
    sourceKey: sourceKeyOf(source, reading),
    measuredAt: reading.measuredAt,
    effectiveAtMs,
    clockAheadMs: 0,
    systolic: null,
    diastolic: null,
    meanArterial: null,
    pulse: null,
    glucose: null,
    heartRate: null,
    comparator: null,
    method: null,
    specimen: null,
    meal: null,
    context: null,
    steps: null,
    rrIntervalsMs: null,
    userSlot: reading.userSlot ?? null,
    flags: reading.flags !== undefined && reading.flags.length > 0 ? reading.flags : null,
    original: null,
  };
  fillIn(row, reading);
  const doubts = doubtsAbout(row);
  if (doubts !== null) row.flags = [...(row.flags ?? []), ...doubts];
  return row;
};

/** The same for a device whose clock is known to be ahead: the row says so, and keeps the time that was sent. */
export const toCorrectedRow = (
  source: ReadingSource,
  reading: Reading,
  effectiveAtMs: number,
  clockAheadMs: number,
): ObservationRow => {
  const row = toObservationRow(source, reading, effectiveAtMs);
  return { ...row, clockAheadMs, flags: [...(row.flags ?? []), 'clock-corrected'] };
};

const fillIn = (row: ObservationRow, reading: Reading): void => {
  switch (reading.kind) {
    case 'blood-pressure': {
      const { unit, systolic, diastolic, meanArterial, pulse } = reading;
      const mean = meanArterial === undefined ? null : toMmHg(meanArterial, unit);
      row.systolic = toMmHg(systolic, unit);
      row.diastolic = toMmHg(diastolic, unit);
      // A pair is not lost for a pulse that the cuff did not get: what is impossible stays in `original` only.
      row.meanArterial = mean !== null && isPossibleMean(mean) ? mean : null;
      row.pulse = pulse !== undefined && isPossiblePulse(pulse) ? pulse : null;
      row.method = reading.method ?? 'cuff';
      const isChanged = unit !== 'mmHg' || row.meanArterial !== mean || row.pulse !== (pulse ?? null);
      if (isChanged) row.original = { unit, values: present({ systolic, diastolic, meanArterial, pulse }) };
      return;
    }
    case 'glucose':
      row.glucose = toMgPerDl(reading.value, reading.unit);
      row.comparator = reading.comparator ?? null;
      row.specimen = reading.specimen;
      row.meal = reading.meal ?? null;
      if (reading.unit !== 'mg/dL') row.original = { unit: reading.unit, values: { value: reading.value } };
      return;
    case 'heart-rate':
      row.heartRate = reading.value;
      row.context = reading.context ?? 'unknown';
      row.steps = reading.steps ?? null;
      row.rrIntervalsMs = reading.rrIntervalsMs ?? null;
  }
};

const present = (values: Record<string, number | undefined>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined));

/**
 * With source, kind and time the identity of a reading: what the device sent, nothing that we derive. Values typed in
 * by one person at one minute for two patients are two readings.
 */
const sourceKeyOf = (source: ReadingSource, reading: Reading): string => {
  const ofPatient = source.type === 'manual' ? `${source.patientId}:` : '';
  if (reading.messageId !== undefined) return `m:${ofPatient}${reading.messageId}`;
  if (reading.seq !== undefined) return `s:${ofPatient}${reading.seq}`;
  return `h:${hash('sha256', ofPatient + valuesAsText(reading), 'base64url').slice(0, 22)}`;
};

const valuesAsText = (reading: Reading): string => {
  const slot = `${reading.userSlot ?? ''};${reading.flags?.toSorted().join() ?? ''}`;
  switch (reading.kind) {
    case 'blood-pressure': {
      const { systolic, diastolic, meanArterial, pulse, unit, method } = reading;
      return `${systolic};${diastolic};${meanArterial ?? ''};${pulse ?? ''};${unit};${method ?? ''};${slot}`;
    }
    case 'glucose': {
      const { value, comparator, unit, specimen, meal } = reading;
      return `${value};${comparator ?? ''};${unit};${specimen};${meal ?? ''};${slot}`;
    }
    case 'heart-rate': {
      const { value, context, steps, rrIntervalsMs } = reading;
      return `${value};${context ?? ''};${steps ?? ''};${rrIntervalsMs?.join() ?? ''};${slot}`;
    }
  }
};

/** Possible, and rarely seen in a living room: stored, flagged, and the patient is asked to measure again. */
const EXTREME = {
  systolic: [70, 220],
  diastolic: [40, 130],
  glucose: [40, 500],
  heartRate: [35, 180],
} as const;
/** Less than this between systolic and diastolic is a suspect measurement. Worked example: 120/112 is flagged. */
const NARROW_PULSE_PRESSURE_MMHG = 10;

const isExtreme = (value: number | null, [low, high]: readonly [number, number]): boolean =>
  value !== null && (value < low || value > high);

const doubtsAbout = (row: ObservationRow): string[] | null => {
  const { systolic, diastolic } = row;
  const isAnyExtreme =
    isExtreme(systolic, EXTREME.systolic) ||
    isExtreme(diastolic, EXTREME.diastolic) ||
    isExtreme(row.glucose, EXTREME.glucose) ||
    isExtreme(row.heartRate, EXTREME.heartRate);
  const isNarrow = systolic !== null && diastolic !== null && systolic - diastolic < NARROW_PULSE_PRESSURE_MMHG;
  if (!isAnyExtreme && !isNarrow) return null;
  return [...(isAnyExtreme ? ['extreme'] : []), ...(isNarrow ? ['narrow-pulse-pressure'] : [])];
};

/** Equal content: the same reading sent again. What we noticed about a row is ours and is not compared. */
export const hasSameValues = (
  a: Pick<ObservationRow, ComparedColumn>,
  b: Pick<ObservationRow, ComparedColumn>,
): boolean =>
  COMPARED_COLUMNS.every((column) => a[column] === b[column]) &&
  (a.rrIntervalsMs ?? []).join() === (b.rrIntervalsMs ?? []).join() &&
  deviceFlags(a.flags) === deviceFlags(b.flags) &&
  originalAsText(a.original) === originalAsText(b.original);

const COMPARED_COLUMNS = [
  'systolic',
  'diastolic',
  'meanArterial',
  'pulse',
  'glucose',
  'heartRate',
  'comparator',
  'method',
  'specimen',
  'meal',
  'context',
  'steps',
  'userSlot',
] as const satisfies (keyof ObservationRow)[];
type ComparedColumn = (typeof COMPARED_COLUMNS)[number] | 'rrIntervalsMs' | 'flags' | 'original';

/** Flags that depend on when a reading came in, not on what it is. */
const OUR_NOTES: ReadonlySet<string> = new Set([
  'detector-failed',
  'clock-corrected',
  'same-as-other-source',
  'far-from-usual',
]);

const deviceFlags = (flags: readonly string[] | null): string =>
  (flags ?? [])
    .filter((flag) => !OUR_NOTES.has(flag))
    .toSorted()
    .join();

const originalAsText = (original: ObservationRow['original']): string =>
  original === null ? '' : `${original.unit} ${JSON.stringify(Object.entries(original.values).toSorted())}`;
