import { parseArgs } from 'node:util';
import { delaysOf, header, quantiles, row } from './reading-to-page/delays.ts';
import { PATIENTS_PER_CLIENT, startMeasuredClinic, type MeasuredClinic } from './reading-to-page/measured-clinic.ts';
import { dangersOf } from './reading-to-page/publish.ts';
import { failuresOf, raiseUnderLoad, type Rates } from './reading-to-page/raise-under-load.ts';
import { openWatchedPage } from './reading-to-page/watched-page.ts';
import type { BenchResult } from './result.ts';

export type ReadingToPageOptions = Rates & { clients: number; alerts: number };
export const DEFAULTS: ReadingToPageOptions = { clients: 1_000, alerts: 500, perSecond: 5, backgroundPerSecond: 1_000 };

const GOAL_P99_MS = 500;

/** Opens all pages, raises the alerts one after another, and says how long each took to every page. */
export const measureReadingToPage = async (
  measured: MeasuredClinic,
  { alerts, ...rates }: Omit<ReadingToPageOptions, 'clients'>,
  goalP99Ms: number,
) => {
  const { clinic, clients, others, browser } = measured;
  const page = await openWatchedPage(browser, clinic.url, measured.onPage.cookie);
  const cookies = others.map(({ cookie }) => cookie);
  await clients.ask({ type: 'connect', url: clinic.url, cookies }, 'connected');
  const raised = await raiseUnderLoad(measured, page, dangersOf(measured.patients).slice(0, alerts), rates);
  const { published, pages, shown, background } = raised;
  const toPage = quantiles(delaysOf(published, shown));
  const toSockets = quantiles(
    delaysOf(
      published,
      pages.flatMap(({ alerts: heard }) => heard),
    ),
  );
  const lost = pages.filter(({ arrivals }) => arrivals.length > 1).length;
  const failures = [
    ...failuresOf(raised, rates),
    ...(toPage.count === published.length ? [] : [`${toPage.count} of ${published.length} alerts came to the page`]),
    ...(toPage.p99 < goalP99Ms ? [] : [`p99 to the page is not below ${goalP99Ms} ms`]),
    ...(lost === 0 ? [] : [`${lost} clients lost their connection`]),
  ];
  const table = [
    header('milliseconds from publish'),
    row('to the page of a Chromium', toPage),
    row(`to ${pages.length} other open pages`, toSockets),
    '',
    `${published.length} alerts of as many patients at ${rates.perSecond}/s; each client in the care team of ${PATIENTS_PER_CLIENT} of them`,
    `behind it ${background.perSecond} readings/s, acknowledged within ${background.latencyMs.p99} ms (p99)`,
    ...failures.map((failure) => `wrong: ${failure}`),
  ].join('\n');
  return { table, page, failures, toPage, toSockets, comparison: raised.comparison, onPage: raised.onPage, background };
};

export const run = async (given: Partial<ReadingToPageOptions> = {}): Promise<BenchResult> => {
  const options = { ...DEFAULTS, ...given };
  const measured = await startMeasuredClinic({ clients: options.clients, patients: options.alerts });
  try {
    const { page, ...result } = await measureReadingToPage(measured, options, GOAL_P99_MS);
    await page.close();
    return { ...result, passed: result.failures.length === 0, options };
  } finally {
    await measured.stop();
  }
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { clients: { type: 'string' }, alerts: { type: 'string' } } });
  const result = await run(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])));
  console.log(result.table);
  process.exit(result.passed ? 0 : 1);
}
