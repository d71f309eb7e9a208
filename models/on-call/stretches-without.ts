import type { Stretch } from './roster.ts';

/** The parts of stretches that lie in none of the others; both have the earliest first and do not overlap themselves. */
export const stretchesWithout = (stretches: readonly Stretch[], others: readonly Stretch[]): Stretch[] =>
  stretches.flatMap((stretch) => {
    const parts: Stretch[] = [];
    let { from } = stretch;
    for (const other of others.filter(({ from: begins, to }) => begins < stretch.to && stretch.from < to)) {
      if (other.from > from) parts.push({ from, to: other.from });
      from = Math.max(from, other.to);
    }
    if (from < stretch.to) parts.push({ from, to: stretch.to });
    return parts;
  });
