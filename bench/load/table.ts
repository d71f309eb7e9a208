import type { DiskLatency } from './disk.ts';
import type { MeasuredRun } from './sides.ts';

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const line = (cells: readonly (string | number)[]): string =>
  cells.map((cell, index) => (index === 0 ? String(cell).padEnd(26) : String(cell).padStart(12))).join('');

export const HEADER = line(['run', 'readings/s', 'p50 ms', 'p99 ms', 'max ms', 'µs CPU each', 'adds up']);

export const diskLine = ({ p50, p99, max }: DiskLatency): string =>
  line(['  the disk meanwhile', '', p50, p99, max, '', '']);

export const runLine = (label: string, run: MeasuredRun): string =>
  line([
    label,
    run.perSecond,
    run.latencyMs.p50,
    run.latencyMs.p99,
    run.latencyMs.max,
    run.cpuMicrosPerReading,
    run.disagreements.length === 0 ? 'yes' : 'NO',
  ]);
