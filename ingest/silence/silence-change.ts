import type { Severity } from '#contracts/alert.ts';
import { contribution } from '#models/detection/explain.ts';
import type { Finding, FindingChange, TechnicalStream } from '#models/detection/finding.ts';
import type { Stream } from '#models/rules/rule.ts';
import { SILENCE_SOURCE, URGENT_AFTER_INTERVALS, WARN_AFTER_INTERVALS } from '#models/silence/judge-silence.ts';
import { technicalChange } from '../technical-change.ts';
import type { DueExpectation } from './due-expectations.ts';

/** For naming the values of the last reading; which way of measuring it was makes no difference to that. */
const STREAM_OF_KIND = {
  'blood-pressure': 'cuff',
  glucose: 'interstitial',
  'heart-rate': 'heart-rate',
} as const satisfies Record<DueExpectation['kind'], Stream>;

const streamOf = ({ deviceId, kind }: DueExpectation): TechnicalStream =>
  deviceId === null ? `plan:${kind}` : `device:${deviceId}:${kind}`;

/** What is told about a silence: the last reading before it, how long was waited for another, and whether the device is away. */
const silent = (
  due: DueExpectation,
  onsetAt: number,
  severity: Severity,
): { finding: Finding; explanation: NonNullable<FindingChange['explanation']> } => {
  const { ruleSet, kind, deviceId, deviceLabel, lastReading, everyMinutes, isOnline } = due;
  const { after, explanation } = technicalChange(ruleSet, onsetAt, {
    ruleId: 'device.no-data',
    severity,
    source: SILENCE_SOURCE,
    reason: isOnline === false ? 'device-offline' : 'no-readings',
    ...(deviceId === null ? {} : { device: { id: deviceId, label: deviceLabel ?? deviceId } }),
  });
  const intervals = severity === 'high' ? URGENT_AFTER_INTERVALS : WARN_AFTER_INTERVALS;
  return {
    finding: { ...after, stream: streamOf(due) },
    explanation: {
      ...explanation,
      contributions: lastReading === null ? [] : [contribution(STREAM_OF_KIND[kind], { ...lastReading, facts: 0 })],
      comparisons: [{ quantity: `minutesWithout:${kind}`, operator: '>=', threshold: intervals * everyMinutes }],
    },
  };
};

/**
 * What changed since it was last told; null where nothing did. `severity` is null where readings come, or nobody waits;
 * `isForgotten` where a person closed the alert long enough ago.
 */
export const silenceChange = (
  due: DueExpectation,
  now: { onsetAt: number; severity: Severity | null; clearedAt: number; isForgotten: boolean },
): FindingChange | null => {
  const { told } = due;
  const before = told === null ? null : silent(due, told.onsetAt, told.severity).finding;
  if (now.severity === null) {
    if (before === null) return null;
    // A reading from before the onset came late: it was never silent for so long.
    if (now.clearedAt < before.onsetAt) return { before, after: null, supersedes: [], explanation: null };
    return { before, after: { ...before, clearedAt: now.clearedAt }, supersedes: [], explanation: null };
  }
  if (told?.onsetAt === now.onsetAt && told.severity === now.severity && !now.isForgotten) return null;
  const { finding, explanation } = silent(due, now.onsetAt, now.severity);
  // Nothing happened but that it goes on: that is said by the moment up to which it does.
  if (now.isForgotten) finding.lastBreachAt = due.nowMs;
  // A reading came late, and the silence began later than was known: the same one, with another onset.
  const supersedes = told !== null && told.onsetAt !== now.onsetAt ? [told.onsetAt] : [];
  return { before, after: finding, supersedes, explanation };
};
