import type { Finding } from '#models/detection/finding.ts';
import {
  kindOf,
  PatientWatch,
  pulseOf,
  type DetectionRow,
  type PatientProfile,
} from '#models/detection/patient-watch.ts';
import { WARM_UP_READINGS } from '#models/detection/rhythm-watch.ts';
import { RETENTION_MS } from '#models/detection/stream-watch.ts';
import { RETENTION_MS as GLUCOSE_RETENTION_MS } from '#models/forecaster/glucose-series.ts';
import { STREAMS, type Stream } from '#models/rules/rule.ts';
import { cuffQuarters, hoursOf } from './readings.ts';

const RETENTION = { 'blood-pressure': RETENTION_MS, glucose: GLUCOSE_RETENTION_MS, 'heart-rate': RETENTION_MS };
const KINDS = ['blood-pressure', 'glucose', 'heart-rate'] as const;
const TWO_WEEKS_MS = 15 * 86_400_000;
const BASELINE_MS = 41 * 86_400_000;
/** Of days that are judged again: findings that ended on them are still asked about. */
const WEEK_MS = 7 * 86_400_000;

const isStream = (name: string): name is Stream => STREAMS.some((stream) => stream === name);

const newestOf = (rows: readonly DetectionRow[]): number =>
  rows.reduce((newest, { effectiveAtMs }) => Math.max(newest, effectiveAtMs), Number.NEGATIVE_INFINITY);

/** Another process takes over: it knows what the database holds, and reads as much of it as is asked for. */
export const restarted = (
  profile: PatientProfile,
  stored: readonly DetectionRow[],
  findings: readonly Finding[],
): PatientWatch => {
  const watch = new PatientWatch(profile);
  const from = { 'blood-pressure': 0, glucose: 0, 'heart-rate': 0 };
  const newest = { ...from };
  for (const kind of KINDS) {
    newest[kind] = newestOf(stored.filter((row) => row.kind === kind));
    from[kind] = newest[kind] - RETENTION[kind];
  }
  const cuff = stored.filter(({ kind, method }) => kind === 'blood-pressure' && method !== 'cuffless');
  const cuffFrom = newestOf(cuff) - TWO_WEEKS_MS;
  const quarters = cuffQuarters(cuff.filter(({ effectiveAtMs }) => effectiveAtMs > cuffFrom));
  const pulses = stored
    .map(pulseOf)
    .filter((pulse) => pulse !== null)
    .sort((a, b) => a.at - b.at);
  const pulsesFrom = (pulses.at(-1)?.at ?? Number.POSITIVE_INFINITY) - RETENTION_MS;
  const before = pulses.filter(({ at }) => at <= pulsesFrom).slice(-WARM_UP_READINGS);
  watch.restore(
    stored.filter(({ kind, effectiveAtMs }) => effectiveAtMs > from[kind]),
    findings
      .filter(({ stream, clearedAt }) => {
        if (stream === null || !isStream(stream)) return false;
        const weekFrom = newest['heart-rate'] - WEEK_MS;
        const streamFrom =
          stream === 'cuff'
            ? (quarters[0]?.startsAt ?? 0)
            : stream === 'heart-rate'
              ? Math.min(weekFrom, pulsesFrom)
              : from[kindOf(stream)];
        return clearedAt === null || clearedAt > streamFrom;
      })
      .sort((a, b) => a.onsetAt - b.onsetAt),
    from,
    {
      quarters,
      pulses: [...before, ...pulses.filter(({ at }) => at > pulsesFrom)],
      baseline: hoursOf(stored.filter(({ kind, effectiveAtMs }) => effectiveAtMs > newest[kind] - BASELINE_MS)),
    },
  );
  return watch;
};
