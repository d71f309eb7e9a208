import { IrregularPulseWatch, type IrregularEpisode } from '#models/rhythm/irregular-pulse-watch.ts';
import type { AnnotatedBeat } from './read-annotations.ts';

/** What a patient's alerts would have been. */
export type RecordAlerts = {
  hours: number;
  alerts: number;
  hasFibrillation: boolean;
  /** From the first beat in fibrillation to the alert, where the first alert came after it (seconds). */
  delaySeconds: number | null;
};

/** Plays one record to the rule with its persistence, each beat when it comes. */
export function countAlerts(beats: readonly AnnotatedBeat[]): RecordAlerts {
  const watch = new IrregularPulseWatch();
  const episodes: IrregularEpisode[] = [];
  let raisedAt: number | undefined;
  let previousAt: number | undefined;
  for (const { atMs } of beats) {
    if (previousAt !== undefined) watch.add(atMs, [atMs - previousAt], episodes);
    if (episodes.length > 0) raisedAt ??= atMs;
    previousAt = atMs;
  }
  const fibrillatesFrom = beats.find(({ isFibrillation }) => isFibrillation)?.atMs;
  const delayMs = raisedAt === undefined || fibrillatesFrom === undefined ? -1 : raisedAt - fibrillatesFrom;
  return {
    hours: ((previousAt ?? 0) - (beats[0]?.atMs ?? 0)) / 3_600_000,
    alerts: episodes.length,
    hasFibrillation: fibrillatesFrom !== undefined,
    delaySeconds: delayMs < 0 ? null : delayMs / 1_000,
  };
}
