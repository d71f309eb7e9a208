import { parseArgs } from 'node:util';
import { probeDisk, type DiskLatency } from './load/disk.ts';
import { addDatabase, measure, openBenchServer, openSide, type MeasuredRun, type Side } from './load/sides.ts';
import { diskLine, HEADER, median, runLine } from './load/table.ts';
import type { BenchResult } from './result.ts';

export type IngestBenchOptions = { devices: number; runs: number; seconds: number; inFlight: number };
const DEFAULTS: IngestBenchOptions = { devices: 1000, runs: 5, seconds: 20, inFlight: 5 };

/** What the figures must reach on two cores; the latency at half of that load, and at half of what was reached. */
const GOAL = { perSecond: 15_000, shareOfBare: 0.5, p99Ms: 150 };
const WARM_UP_MS = 3000;

type Names = Side['name'];
type Run = MeasuredRun & { label: string; disk: DiskLatency };
type Series = { runs: Run[]; median: Record<Names, { perSecond: number; p99Ms: number }> };

const mediansOf = (runs: readonly Run[], name: Names): Series['median'][Names] => {
  const own = runs.filter(({ side }) => side === name);
  return {
    perSecond: median(own.map(({ perSecond }) => perSecond)),
    p99Ms: median(own.map(({ latencyMs }) => latencyMs.p99)),
  };
};

/** Alternating runs of both sides, so that whatever else the machine does meets both. */
const alternate = async (
  sides: readonly Side[],
  { runs: rounds, seconds }: IngestBenchOptions,
  dataDir: string,
  ratePerSecond: number | null,
): Promise<Series> => {
  const runs: Run[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const side of sides) {
      // What the run before left to be written is not this one's load.
      await side.sql`checkpoint`;
      // An acknowledgement waits for the disk: what that did meanwhile stands beside the figure.
      const probe = await probeDisk(dataDir);
      const measured = await measure(side, seconds * 1000, ratePerSecond);
      const label = `${side.name}${ratePerSecond === null ? '' : ` at ${ratePerSecond}/s`} ${round}`;
      const run = { ...measured, label, disk: await probe.stop() };
      console.log(`${runLine(label, run)}\n${diskLine(run.disk)}`);
      runs.push(run);
    }
  }
  return { runs, median: { kanhu: mediansOf(runs, 'kanhu'), bare: mediansOf(runs, 'bare') } };
};

const latencyLine = (load: string, { kanhu, bare }: Series['median']): string =>
  `${load}: median of the runs' p99: kanhu ${kanhu.p99Ms} ms, bare ${bare.p99Ms} ms`;

export const run = async (given: Partial<IngestBenchOptions> = {}): Promise<BenchResult> => {
  const options = { ...DEFAULTS, ...given };
  const server = await openBenchServer();
  const series = (async () => {
    const kanhu = await openSide('kanhu', server.url, options);
    const bare = await openSide('bare', await addDatabase(server, 'bare'), options);
    const sides = [kanhu, bare];
    console.log(HEADER);
    for (const side of sides) await measure(side, WARM_UP_MS, null);
    const full = await alternate(sides, options, server.dataDir, null);
    const half = await alternate(sides, options, server.dataDir, GOAL.perSecond / 2);
    const reached = Math.round(full.median.kanhu.perSecond / 2);
    const halfOfReached = await alternate(sides, options, server.dataDir, reached);
    for (const side of sides) await side.close();
    return { full, half, halfOfReached };
  })();
  const { full, half, halfOfReached } = await series.finally(() => server.close());

  const { kanhu, bare } = full.median;
  const share = kanhu.perSecond / bare.perSecond;
  const runs = [full, half, halfOfReached].flatMap((one) => one.runs);
  const wrong = runs.flatMap(({ label, disagreements }) => disagreements.map((what) => `${label}: ${what}`));
  if (kanhu.perSecond < GOAL.perSecond) wrong.push(`fewer than ${GOAL.perSecond} readings/s`);
  if (share < GOAL.shareOfBare) wrong.push(`less than ${GOAL.shareOfBare * 100} % of bare`);
  const halfLoads = [
    { load: `half of ${GOAL.perSecond}/s`, p99: half.median },
    { load: 'half of what was reached', p99: halfOfReached.median },
  ];
  for (const { load, p99 } of halfLoads) {
    if (p99.kanhu.p99Ms >= GOAL.p99Ms) wrong.push(`p99 at ${load} is not below ${GOAL.p99Ms} ms`);
  }
  const settings = Object.entries(server.configuration).map(([name, value]) => `${name} ${value}`);
  const table = [
    HEADER,
    ...runs.flatMap((one) => [runLine(one.label, one), diskLine(one.disk)]),
    '',
    `median: kanhu ${kanhu.perSecond}/s, bare ${bare.perSecond}/s: ${Math.round(share * 100)} % of bare`,
    ...halfLoads.map(({ load, p99 }) => latencyLine(load, p99)),
    `${options.devices} devices of as many patients, ${options.inFlight} in flight each, ${options.seconds} s a run`,
    `PostgreSQL: ${settings.join(', ')}`,
    ...wrong.map((what) => `wrong: ${what}`),
  ].join('\n');
  const passed = wrong.length === 0;
  return { table, passed, share, full, half, halfOfReached, wrong, configuration: server.configuration };
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
