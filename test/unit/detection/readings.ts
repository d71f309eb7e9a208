import type { Finding, FindingChange } from '#models/detection/finding.ts';
import type { CuffQuarter } from '#models/detection/home-mean-watch.ts';
import { QUARTER_MS } from '#models/local-time/local-day.ts';
import { PatientWatch, streamOf, type DetectionRow } from '#models/detection/patient-watch.ts';
import type { BaselinePast } from '#models/detection/personal-baseline.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import type { NightThresholds, ThresholdOverrides } from '#contracts/threshold.ts';

export const START = Date.parse('2026-03-01T08:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const blank = {
  systolic: null,
  diastolic: null,
  glucose: null,
  heartRate: null,
  comparator: null,
  method: null,
  specimen: null,
  context: null,
  steps: null,
  rrIntervalsMs: null,
  flags: null,
} as const;

let count = 0;
const row = (kind: DetectionRow['kind'], minutes: number, values: Partial<DetectionRow>): DetectionRow => ({
  ...blank,
  id: `00000000-0000-7000-8000-${String((count += 1)).padStart(12, '0')}`,
  kind,
  effectiveAtMs: START + minutes * MINUTE,
  ...values,
});

export const pressure = (minutes: number, systolic: number, diastolic: number, more: Partial<DetectionRow> = {}) =>
  row('blood-pressure', minutes, { systolic, diastolic, method: 'cuff', ...more });
export const fingerStick = (minutes: number, glucose: number, more: Partial<DetectionRow> = {}) =>
  row('glucose', minutes, { glucose, specimen: 'capillary', ...more });
export const sensor = (minutes: number, glucose: number, more: Partial<DetectionRow> = {}) =>
  row('glucose', minutes, { glucose, specimen: 'interstitial', ...more });
export const heartRate = (minutes: number, value: number, more: Partial<DetectionRow> = {}) =>
  row('heart-rate', minutes, { heartRate: value, ...more });

/** Intervals (ms) that begin at `minutes`, cut into readings of so many beats, each at the time of its last beat. */
export const strap = (
  minutes: number,
  intervals: readonly number[],
  beats = 5,
  more: Partial<DetectionRow> = {},
): DetectionRow[] => {
  const readings: DetectionRow[] = [];
  let endMs = minutes * MINUTE;
  for (let i = 0; i < intervals.length; i += beats) {
    const rrIntervalsMs = intervals.slice(i, i + beats);
    const spanMs = rrIntervalsMs.reduce((sum, interval) => sum + interval, 0);
    endMs += spanMs;
    const value = Math.round((60_000 * rrIntervalsMs.length) / spanMs);
    readings.push(heartRate(0, value, { effectiveAtMs: START + Math.round(endMs), rrIntervalsMs, ...more }));
  }
  return readings;
};

export const watch = (
  ruleSet: RuleSetId = 'china',
  overrides: ThresholdOverrides = {},
  night: NightThresholds | null = null,
): PatientWatch =>
  new PatientWatch({
    ...{ ruleSet, overrides, night, timeZone: 'Asia/Shanghai', glucoseUnit: 'mg/dL', utcOffsetMinutes: 480 },
  });

/** Cuff readings as the database adds them up. */
export const cuffQuarters = (rows: readonly DetectionRow[]): CuffQuarter[] => {
  const quarters = new Map<number, CuffQuarter>();
  for (const { kind, method, effectiveAtMs, systolic, diastolic } of rows) {
    if (kind !== 'blood-pressure' || method === 'cuffless') continue;
    const startsAt = Math.floor(effectiveAtMs / QUARTER_MS) * QUARTER_MS;
    const quarter = quarters.get(startsAt) ?? { startsAt, count: 0, systolic: 0, diastolic: 0 };
    quarter.count += 1;
    quarter.systolic += Math.floor((systolic ?? 0) + 0.5);
    quarter.diastolic += Math.floor((diastolic ?? 0) + 0.5);
    quarters.set(startsAt, quarter);
  }
  return [...quarters.values()].sort((a, b) => a.startsAt - b.startsAt);
};

/** Readings that say what is usual, as the database adds them up by the hour. */
export const hoursOf = (rows: readonly DetectionRow[]): BaselinePast => {
  const hours = new Map<string, BaselinePast['hours'][number]>();
  for (const row of rows) {
    const stream = streamOf(row);
    const { context, steps } = row;
    const isAtRest = context !== 'active' && (steps ?? 0) === 0 && (context === 'rest' || steps !== null);
    if (stream === 'cuffless' || row.comparator !== null || (stream === 'heart-rate' && !isAtRest)) continue;
    const hour = Math.floor(row.effectiveAtMs / HOUR);
    const sum = hours.get(`${stream} ${hour}`) ?? { stream, hour, count: 0, first: 0, second: 0 };
    hours.set(`${stream} ${hour}`, sum);
    sum.count += 1;
    sum.first += Math.floor((row.systolic ?? row.glucose ?? row.heartRate ?? 0) + 0.5);
    sum.second += Math.floor((row.diastolic ?? 0) + 0.5);
  }
  return { hours: [...hours.values()].sort((a, b) => a.hour - b.hour), keptUntil: {} };
};

/** What a database would hold after these changes: one finding per rule, stream and onset. */
export class FindingTable {
  readonly rows = new Map<string, Finding>();

  apply(changes: readonly FindingChange[]): void {
    for (const { before, after, supersedes } of changes) {
      const gone = before ?? after;
      if (gone === null) continue;
      for (const onsetAt of supersedes) this.rows.delete(keyOf({ ...gone, onsetAt }));
      if (after === null) this.rows.delete(keyOf(gone));
      else this.rows.set(keyOf(after), after);
    }
  }

  /** The part that may not depend on the order of arrival. */
  get identity(): unknown[] {
    return [...this.rows.values()]
      .map(({ ruleId, stream, onsetAt, clearedAt, severity, worsenedAt, confirmation }) => ({
        ...{ ruleId, stream, onsetAt, clearedAt, severity, worsenedAt, confirmation },
      }))
      .sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
  }
}

const keyOf = ({ ruleId, stream, onsetAt }: Pick<Finding, 'ruleId' | 'stream' | 'onsetAt'>): string =>
  `${ruleId} ${stream ?? '-'} ${onsetAt}`;
