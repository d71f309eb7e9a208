import { IRREGULAR_PULSE } from '#models/rhythm/irregular-pulse.ts';
import { PulseWindow } from '#models/rhythm/pulse-window.ts';
import type { AnnotatedBeat } from './read-annotations.ts';

const { windowBeats } = IRREGULAR_PULSE;

export type JudgedWindow = {
  /** What the rule compares with its threshold; NaN where it does not judge. */
  entropy: number;
  /** The truth: more than half of its beats are in atrial fibrillation. */
  isFibrillation: boolean;
};

/**
 * The windows of a record: one ends with each beat that ends the thirtieth interval in a row or a later one, as published
 * detectors judge every beat (Dash 2009, Zhou 2014), so they overlap. All count, whatever the rhythm.
 */
export function windowsOf(beats: readonly AnnotatedBeat[]): JudgedWindow[] {
  const windows: JudgedWindow[] = [];
  const pulse = new PulseWindow();
  let fibrillating = 0;
  for (const [i, beat] of beats.entries()) {
    const previous = beats[i - 1];
    // The first beat ends no interval.
    if (previous === undefined) continue;
    const entropy = pulse.push(beat.atMs - previous.atMs);
    if (beat.isFibrillation) fibrillating += 1;
    if (i < windowBeats) continue;
    windows.push({ entropy, isFibrillation: fibrillating > windowBeats / 2 });
    if (beats[i - windowBeats + 1]?.isFibrillation === true) fibrillating -= 1;
  }
  return windows;
}
