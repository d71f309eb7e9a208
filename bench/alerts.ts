import { parseArgs } from 'node:util';
import { measureRestarts } from './alerts/restarts.ts';
import { measureTwoServers } from './alerts/two-servers.ts';
import { run as runEscalation } from './escalation.ts';
import { DEFAULTS as TO_PAGE, measureReadingToPage, type ReadingToPageOptions } from './reading-to-page.ts';
import { header, line, row, type Quantiles } from './reading-to-page/delays.ts';
import { startMeasuredClinic } from './reading-to-page/measured-clinic.ts';
import { dangersOf } from './reading-to-page/publish.ts';
import type { BenchResult } from './result.ts';

export type AlertsOptions = ReadingToPageOptions & {
  restarts: number;
  alertsOverRestarts: number;
  alertsOfTwo: number;
};
const DEFAULTS: AlertsOptions = { ...TO_PAGE, restarts: 2, alertsOverRestarts: 200, alertsOfTwo: 250 };

const GOAL_P99_MS = 250;
const GOAL_CAUGHT_UP_MS = 3_000;

/** From a reading to every page: in quiet, over restarts of the server, with two servers, and on to whoever is called. */
export const run = async (given: Partial<AlertsOptions> = {}): Promise<BenchResult> => {
  const options = { ...DEFAULTS, ...given };
  const { clients, alerts, alertsOverRestarts, alertsOfTwo, perSecond, backgroundPerSecond } = options;
  const rates = { perSecond, backgroundPerSecond };
  const measured = await startMeasuredClinic({
    clients,
    patients: Math.max(alerts, Math.ceil((alerts + alertsOverRestarts + alertsOfTwo) / 2)),
  });
  const measureAll = async () => {
    const dangers = dangersOf(measured.patients).slice(alerts);
    const { page, ...quiet } = await measureReadingToPage(measured, { alerts, ...rates }, GOAL_P99_MS);
    const restarts = await measureRestarts(measured, page, dangers.slice(0, alertsOverRestarts), {
      ...rates,
      restarts: options.restarts,
    });
    await page.close();
    const ofTwo = dangers.slice(alertsOverRestarts, alertsOverRestarts + alertsOfTwo);
    return { quiet, restarts, two: await measureTwoServers(measured, ofTwo, rates) };
  };
  const { quiet, restarts, two } = await measureAll().finally(() => measured.stop());
  const escalation = await runEscalation();

  const wrong = (part: string, failures: readonly string[]): string[] => failures.map((each) => `${part}: ${each}`);
  const late = (what: string, value: number, goalMs: number): string[] =>
    value < goalMs ? [] : [`${what} took ${value} ms, not less than ${goalMs} ms`];
  const failures = [
    ...wrong('one server', quiet.failures),
    ...late('p99 to other open pages', quiet.toSockets.p99, GOAL_P99_MS),
    ...wrong('restarts', restarts.failures),
    ...late('catching up after a restart', restarts.returns.catchingUp.max, GOAL_CAUGHT_UP_MS),
    ...wrong('two servers', two.failures),
    ...late('p99 to pages on the first of two servers', two.toFirst.p99, GOAL_P99_MS),
    ...late('p99 to pages on the second of two servers', two.toSecond.p99, GOAL_P99_MS),
    ...late('p99 once one of two was killed', two.afterwards.p99, GOAL_P99_MS),
    ...late('catching up with the other server', two.returns.catchingUp.max, GOAL_CAUGHT_UP_MS),
    ...(escalation.passed ? [] : ['an escalation was not within its deadline + 1 s']),
  ];
  const goal = (label: string, values: Quantiles, text: string): string => `${row(label, values)}   ${text}`;
  const withP99 = `p99 < ${GOAL_P99_MS}`;
  const withMax = `max < ${GOAL_CAUGHT_UP_MS}`;
  const delivered = (label: string, { raised }: typeof restarts | typeof two): string =>
    deliveredLine(label, raised.comparison, raised.onPage);
  const table = [
    header('milliseconds from publish'),
    goal('to the page of a Chromium', quiet.toPage, withP99),
    goal(`to ${clients} other open pages`, quiet.toSockets, withP99),
    row(`while the server was killed ${options.restarts} times, to them`, restarts.toPages),
    row('  and to the page of a Chromium', restarts.toPage),
    goal(`two servers, to ${two.stayed} pages on the first`, two.toFirst, withP99),
    goal(`  and to ${two.moved} pages on the second`, two.toSecond, withP99),
    goal('  to all of them once the second was killed', two.afterwards, withP99),
    row('  to the page of a Chromium, before and after', two.toPage),
    '',
    header('milliseconds until a page had caught up'),
    goal('from its new connection, server restarted', restarts.returns.catchingUp, withMax),
    row('  from the loss of the old one', restarts.returns.away),
    goal('from its new connection, one of two killed', two.returns.catchingUp, withMax),
    row('  from the loss of the old one', two.returns.away),
    '',
    line('events that reached pages | alerts in Chromium', ['events', 'lost', 'twice', 'foreign', '| lost', 'twice']),
    deliveredLine('one server', quiet.comparison, quiet.onPage),
    delivered(`the server killed ${options.restarts} times`, restarts),
    delivered('two servers, one killed', two),
    '',
    escalation.table,
    '',
    `behind it ${[quiet, restarts.raised, two.raised].map(({ background }) => background.perSecond).join(', ')} readings/s; ` +
      `${alerts}, ${alertsOverRestarts} and ${alertsOfTwo} alerts at ${perSecond}/s, each of another patient or rule`,
    ...failures.map((failure) => `wrong: ${failure}`),
  ].join('\n');
  return {
    table,
    passed: failures.length === 0,
    options,
    failures,
    quiet,
    restarts: summary(restarts),
    two: summary(two),
  };
};

const deliveredLine = (
  label: string,
  { events, lost, twice, foreign }: { events: number; lost: number; twice: number; foreign: number },
  onPage: { lost: number; twice: number },
): string => line(label, [events, lost, twice, foreign, onPage.lost, onPage.twice]);

/** Without each single event, of which there are tens of thousands. */
const summary = <T extends { raised: { comparison: unknown; onPage: unknown; background: unknown } }>({
  raised: { comparison, onPage, background },
  ...rest
}: T) => ({ ...rest, comparison, onPage, background });

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string' },
      alerts: { type: 'string' },
      alertsOverRestarts: { type: 'string' },
      alertsOfTwo: { type: 'string' },
    },
  });
  const result = await run(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])));
  console.log(result.table);
  process.exit(result.passed ? 0 : 1);
}
