import { parseArgs } from 'node:util';
import { probeDisk, type DiskLatency } from './load/disk.ts';
import {
  addDatabase,
  measure,
  openBenchServer,
  openSide,
  type BenchServer,
  type MeasuredRun,
  type Side,
} from './load/sides.ts';
import { diskLine, HEADER, median, runLine } from './load/table.ts';
import type { BenchResult } from './result.ts';

export type IngestBenchOptions = { devices: number; runs: number; seconds: number; inFlight: number };
const DEFAULTS: IngestBenchOptions = { devices: 1000, runs: 5, seconds: 20, inFlight: 5 };

/** What the figures must reach on two cores. */
const GOAL = { perSecond: 15_000, shareOfBare: 0.5, p99Ms: 150 };
const HALF_LOAD_SECONDS = 30;
const WARM_UP_MS = 3000;

/** Alternating runs of both sides, so that whatever else the machine does meets both. */
const alternate = async (kanhu: Side, bare: Side, { runs, seconds }: IngestBenchOptions): Promise<MeasuredRun[]> => {
  const measured: MeasuredRun[] = [];
  console.log(HEADER);
  for (const side of [kanhu, bare]) await measure(side, WARM_UP_MS, null);
  for (let round = 1; round <= runs; round += 1) {
    for (const side of [kanhu, bare]) {
      const one = await measure(side, seconds * 1000, null);
      measured.push(one);
      console.log(runLine(`${side.name} ${round}`, one));
    }
  }
  return measured;
};

const medianOf = (runs: readonly MeasuredRun[], name: Side['name']): number =>
  median(runs.filter(({ side }) => side === name).map(({ perSecond }) => perSecond));

type BySide<T> = Record<Side['name'], T>;
type HalfLoad = MeasuredRun & { disk: DiskLatency };
type Figures = { runs: MeasuredRun[]; half: BySide<HalfLoad>; perSecond: BySide<number> };

/** An acknowledgement waits for the disk: what that did meanwhile is part of the figure. */
const measureHalfLoad = async (side: Side, ratePerSecond: number, dataDir: string): Promise<HalfLoad> => {
  const probe = await probeDisk(dataDir);
  const half = await measure(side, HALF_LOAD_SECONDS * 1000, ratePerSecond);
  const disk = await probe.stop();
  console.log(runLine(`${side.name} at half load`, half));
  console.log(diskLine(disk));
  return { ...half, disk };
};

const measureBoth = async (server: BenchServer, options: IngestBenchOptions): Promise<Figures> => {
  const kanhu = await openSide('kanhu', server.url, options);
  const bare = await openSide('bare', await addDatabase(server, 'bare'), options);
  const runs = await alternate(kanhu, bare, options);
  const perSecond = { kanhu: medianOf(runs, 'kanhu'), bare: medianOf(runs, 'bare') };
  // Bare at the same rate: what this machine makes of that load without our work.
  const halfLoad = Math.round(perSecond.kanhu / 2);
  const half = {
    kanhu: await measureHalfLoad(kanhu, halfLoad, server.dataDir),
    bare: await measureHalfLoad(bare, halfLoad, server.dataDir),
  };
  for (const side of [kanhu, bare]) await side.close();
  return { runs, half, perSecond };
};

export const run = async (given: Partial<IngestBenchOptions> = {}): Promise<BenchResult> => {
  const options = { ...DEFAULTS, ...given };
  const server = await openBenchServer();
  const { runs, half, perSecond } = await measureBoth(server, options).finally(() => server.close());

  const share = perSecond.kanhu / perSecond.bare;
  const wrong = [...runs, half.kanhu, half.bare].flatMap(({ side, disagreements }) =>
    disagreements.map((what) => `${side}: ${what}`),
  );
  if (perSecond.kanhu < GOAL.perSecond) wrong.push(`fewer than ${GOAL.perSecond} readings/s`);
  if (share < GOAL.shareOfBare) wrong.push(`less than ${GOAL.shareOfBare * 100} % of bare`);
  if (half.kanhu.latencyMs.p99 >= GOAL.p99Ms) wrong.push(`p99 at half load is not below ${GOAL.p99Ms} ms`);
  const settings = Object.entries(server.configuration).map(([name, value]) => `${name} ${value}`);
  const table = [
    HEADER,
    ...runs.map((one, index) => runLine(`${one.side} ${Math.floor(index / 2) + 1}`, one)),
    runLine('kanhu at half load', half.kanhu),
    diskLine(half.kanhu.disk),
    runLine('bare at half load', half.bare),
    diskLine(half.bare.disk),
    '',
    `median: kanhu ${perSecond.kanhu}/s, bare ${perSecond.bare}/s: ${Math.round(share * 100)} % of bare`,
    `${options.devices} devices of as many patients, ${options.inFlight} in flight each, ${options.seconds} s a run`,
    `PostgreSQL: ${settings.join(', ')}`,
    ...wrong.map((what) => `wrong: ${what}`),
  ].join('\n');
  return {
    table,
    passed: wrong.length === 0,
    perSecond,
    share,
    half,
    runs,
    wrong,
    configuration: server.configuration,
  };
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: { devices: { type: 'string' }, runs: { type: 'string' }, seconds: { type: 'string' } },
  });
  const given = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
  const result = await run(given);
  console.log(`\n${result.table}`);
  process.exit(result.passed ? 0 : 1);
}
