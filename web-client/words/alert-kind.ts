import type { Alert } from '#contracts/alert.ts';
import type { ReadingKind } from '#contracts/reading.ts';

const KIND_OF_RULE: readonly (readonly [prefix: string, kind: ReadingKind])[] = [
  ['bp.', 'blood-pressure'],
  ['glucose.', 'glucose'],
  ['hr.', 'heart-rate'],
  ['rhythm.', 'heart-rate'],
];

/** Which quantity an alert is about; those about equipment stand on no chart. */
export const kindOfAlert = (alert: Pick<Alert, 'ruleId'>): ReadingKind | null =>
  KIND_OF_RULE.find(([prefix]) => alert.ruleId.startsWith(prefix))?.[1] ?? null;
