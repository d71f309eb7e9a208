import type { Published } from './publish.ts';

export const keyOf = ({ patientId, ruleId }: { patientId: string; ruleId: string }): string => `${patientId} ${ruleId}`;

/** How long each took to arrive, in ms; what was published before or after does not count. */
export const delaysOf = (
  published: readonly Published[],
  arrived: readonly { patientId: string; ruleId: string; at: number }[],
): number[] => {
  const publishedAt = new Map(published.map((one) => [keyOf(one), one.at]));
  return arrived.flatMap((one) => {
    const at = publishedAt.get(keyOf(one));
    return at === undefined ? [] : [one.at - at];
  });
};

export type Quantiles = { count: number; p50: number; p90: number; p99: number; max: number };

export const quantiles = (delays: readonly number[]): Quantiles => {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
};

const LABEL_WIDTH = 46;

export const line = (label: string, cells: readonly (string | number)[]): string =>
  label.padEnd(LABEL_WIDTH) + cells.map((cell) => String(cell).padStart(9)).join('');

export const header = (label: string): string => line(label, ['count', 'p50', 'p90', 'p99', 'max']);

export const row = (label: string, { count, p50, p90, p99, max }: Quantiles): string =>
  line(label, [count, p50, p90, p99, max]);
