import type { JudgedWindow } from './windows-of.ts';

/** What became of windows; a window that is not judged counts as called regular. */
export type Counts = { windows: number; truePositives: number; falsePositives: number; falseNegatives: number };

/** Null where nothing was there to find, or nothing was called irregular. */
export type RhythmAccuracy = { windows: number; sensitivity: number | null; ppv: number | null };

export function countWindows(windows: readonly JudgedWindow[], entropyThreshold: number): Counts {
  const counts = { windows: windows.length, truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  for (const { entropy, isFibrillation } of windows) {
    const isIrregular = entropy >= entropyThreshold;
    if (isIrregular && isFibrillation) counts.truePositives += 1;
    else if (isIrregular) counts.falsePositives += 1;
    else if (isFibrillation) counts.falseNegatives += 1;
  }
  return counts;
}

export function accuracyOf(counts: readonly Counts[]): RhythmAccuracy {
  const total = (name: keyof Counts) => counts.reduce((sum, count) => sum + count[name], 0);
  const found = total('truePositives');
  return {
    windows: total('windows'),
    sensitivity: share(found, found + total('falseNegatives')),
    ppv: share(found, found + total('falsePositives')),
  };
}

export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
