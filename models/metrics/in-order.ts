import type { Sample } from './sample.ts';

/** The samples that are numbers, oldest first; several of one instant become their mean. */
export const inOrder = (samples: readonly Sample[]): Sample[] => {
  const sorted = samples
    .filter(({ atMs, value }) => Number.isFinite(atMs) && Number.isFinite(value))
    .sort((a, b) => a.atMs - b.atMs || a.value - b.value);
  const ordered: Sample[] = [];
  for (let i = 0; i < sorted.length;) {
    const { atMs } = sorted[i] as Sample;
    let sum = 0;
    let count = 0;
    for (; sorted[i]?.atMs === atMs; i += 1) {
      sum += sorted[i]?.value ?? 0;
      count += 1;
    }
    ordered.push({ atMs, value: sum / count });
  }
  return ordered;
};
