import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadResult } from '../load/plan.ts';
import type { PageReport } from './clients-plan.ts';
import { compareWithStream, readNewestEvent, type Comparison } from './compare.ts';
import { keyOf } from './delays.ts';
import type { MeasuredClinic } from './measured-clinic.ts';
import { publishAll, type Danger, type Published } from './publish.ts';
import type { Shown, WatchedPage } from './watched-page.ts';

/** Background readings begin this long before the first alert, and the last alert has this long to arrive. */
const LEAD_MS = 5_000;
const SETTLE_MS = 5_000;
/** Longer than any goal: what has not caught up by then counts as lost. */
export const CAUGHT_UP_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;

export type Rates = { perSecond: number; backgroundPerSecond: number };

export type Raised = {
  published: Published[];
  background: LoadResult;
  pages: PageReport[];
  /** Pages without a connection that has caught up, at the end. */
  waiting: number;
  comparison: Comparison;
  shown: Shown[];
  onPage: { lost: number; twice: number };
};

/** Raises alerts while other devices send, and takes down what every page had of it; `meanwhile` begins with the first. */
export const raiseUnderLoad = async (
  { clinic, mqttPort, clients, others, runBackground }: MeasuredClinic,
  page: WatchedPage,
  dangers: readonly Danger[],
  { perSecond, backgroundPerSecond, meanwhile }: Rates & { meanwhile?: () => Promise<void> },
): Promise<Raised> => {
  const durationMs = LEAD_MS + (dangers.length / perSecond) * 1_200 + SETTLE_MS;
  const loading = runBackground(durationMs, backgroundPerSecond);
  let disturbing: Promise<void> | undefined;
  const onStart = (): void => {
    disturbing = meanwhile?.();
  };
  const published = await publishAll(dangers, { port: mqttPort, perSecond, leadMs: LEAD_MS, onStart });
  const background = await loading;
  await disturbing;
  const { waiting } = await clients.ask({ type: 'settle', timeoutMs: CAUGHT_UP_WITHIN_MS }, 'settled');
  const newest = await readNewestEvent(clinic.sql);
  const onPage = await compareLines(page, published);
  await sleep(SETTLE_MS);
  const { pages } = await clients.ask({ type: 'report' }, 'heard');
  return {
    ...{ published, background, pages, waiting, onPage },
    comparison: await compareWithStream(clinic.sql, others, pages, newest),
    shown: await page.shown(),
  };
};

/** What stands on the page once everything does, or the time is over. */
const compareLines = async (page: WatchedPage, published: readonly Published[]): Promise<Raised['onPage']> => {
  const endsAt = Date.now() + CAUGHT_UP_WITHIN_MS;
  for (;;) {
    const lines = await page.lines();
    const standing = new Set(lines.map(keyOf));
    const lost = published.filter((one) => !standing.has(keyOf(one))).length;
    const twice = lines.length - new Set(lines.map(({ alertId }) => alertId)).size;
    if (lost === 0 || Date.now() > endsAt) return { lost, twice };
    await sleep(LOOK_EVERY_MS);
  }
};

/** What is wrong with that, whatever the delays were. */
export const failuresOf = (raised: Raised, { backgroundPerSecond }: Rates): string[] => {
  const { comparison, onPage, background, waiting } = raised;
  const incomplete = raised.pages.reduce((sum, page) => sum + page.incomplete, 0);
  return [
    onPage.lost === 0 ? null : `${onPage.lost} of ${raised.published.length} alerts do not stand on the page`,
    onPage.twice === 0 ? null : `${onPage.twice} alerts stand on the page twice`,
    comparison.lost === 0 ? null : `${comparison.lost} events did not reach a page they were for`,
    comparison.twice === 0 ? null : `${comparison.twice} events reached a page twice`,
    comparison.foreign === 0 ? null : `${comparison.foreign} events reached a page they were not for`,
    waiting === 0 ? null : `${waiting} pages have not caught up`,
    incomplete === 0 ? null : `${incomplete} times a page was told to load its lists again`,
    background.perSecond >= backgroundPerSecond * 0.98 ? null : `only ${background.perSecond} readings/s behind it`,
  ].filter((failure) => failure !== null);
};
