import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'puppeteer-core';
import { bundleForBrowser, launchChromium, servePages } from '#test/support/media-browser.ts';
import { startBare, startKanhu, type CallSide } from './call/sides.ts';
import type { BenchResult } from './result.ts';

export type CallBenchOptions = { rounds: number };

/** Click to first remote frame may take this much longer than the least that mediasoup needs. */
const GOAL_RATIO = 1.5;
/** The first call of each side pays for what the browser loads once. */
const WARM_UP_ROUNDS = 1;
/** Until the one who waits is surely sending. */
const SETTLE_MS = 1_500;

/** Milliseconds from the click to the first picture: of the other at who clicked, and of who clicked at the other. */
type Round = { side: CallSide['name']; atCaller: number; atWaiting: number };

const openPage = async (browser: Browser, url: string, argument: unknown): Promise<Page> => {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'callBench' in window);
  await page.evaluate((given) => {
    window.callBench.argument = given;
  }, argument);
  return page;
};

const click = async (page: Page): Promise<void> => {
  await page.click('button');
  await page.waitForFunction(() => window.callBench.joinedAt > 0 || window.callBench.failure !== '');
  const failure = await page.evaluate(() => window.callBench.failure);
  if (failure) throw new Error(`the page did not join: ${failure}`);
};

const firstFrameAt = async (page: Page): Promise<number> => {
  await page.waitForFunction(() => window.callBench.firstFrameAt > 0, { timeout: 20_000 });
  return page.evaluate(() => window.callBench.firstFrameAt);
};

const measure = async (browser: Browser, pagesUrl: string, side: CallSide): Promise<Round> => {
  const [first, second] = await side.openRoom();
  const url = `${pagesUrl}/${side.name}`;
  const [waiting, caller] = await Promise.all([openPage(browser, url, first), openPage(browser, url, second)]);
  try {
    await click(waiting);
    await sleep(SETTLE_MS);
    await click(caller);
    const [atCaller, atWaiting] = await Promise.all([firstFrameAt(caller), firstFrameAt(waiting)]);
    const clickedAt = await caller.evaluate(() => window.callBench.clickedAt);
    return { side: side.name, atCaller: atCaller - clickedAt, atWaiting: atWaiting - clickedAt };
  } finally {
    await Promise.all([waiting.browserContext().close(), caller.browserContext().close()]);
  }
};

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;

const summarise = (rounds: readonly Round[], side: CallSide['name'], end: 'atCaller' | 'atWaiting') => {
  const values = rounds.filter((round) => round.side === side).map((round) => round[end]);
  return { median: quantile(values, 0.5), p90: quantile(values, 0.9), max: Math.max(...values), runs: values.length };
};

const row = (label: string, kanhu: number, bare: number): string =>
  `${label.padEnd(44)}${kanhu.toFixed(0).padStart(10)}${bare.toFixed(0).padStart(10)}${(kanhu / bare).toFixed(2).padStart(10)}`;

/** Click to first remote frame in two Chromium pages, against a bare mediasoup pair, alternating in the same run. */
export const run = async ({ rounds }: CallBenchOptions = { rounds: 12 }): Promise<BenchResult> => {
  const script = (name: string) => bundleForBrowser(fileURLToPath(new URL(`./call/${name}.ts`, import.meta.url)));
  const pages = await servePages({ '/kanhu': await script('kanhu-page'), '/bare': await script('bare-page') });
  const browser = await launchChromium();
  const sides = await Promise.all([startKanhu(), startBare()]);
  const measured: Round[] = [];
  try {
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      // Who goes first changes, so that neither always finds the machine as the other left it.
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        const one = await measure(browser, pages.url, side);
        if (round >= 0) measured.push(one);
        const [atCaller, atWaiting] = [one.atCaller.toFixed(0), one.atWaiting.toFixed(0)];
        console.log(`${side.name.padEnd(6)} at who clicked ${atCaller} ms, at who waited ${atWaiting} ms`);
      }
    }
  } finally {
    await browser.close();
    await pages.close();
    await Promise.all(sides.map((side) => side.close()));
  }

  const ends = [
    { end: 'atCaller' as const, label: 'click to first frame, at who clicked' },
    { end: 'atWaiting' as const, label: 'click to first frame, at who waited' },
  ];
  const figures = ends.map(({ end, label }) => {
    const [kanhu, bare] = [summarise(measured, 'kanhu', end), summarise(measured, 'bare', end)];
    return { end, label, kanhu, bare, ratio: kanhu.median / bare.median };
  });
  const table = [
    `${'milliseconds'.padEnd(44)}${'kanhu'.padStart(10)}${'bare'.padStart(10)}${'ratio'.padStart(10)}`,
    ...figures.flatMap(({ label, kanhu, bare }) => [
      row(`${label}: median`, kanhu.median, bare.median),
      row(`${label}: p90`, kanhu.p90, bare.p90),
    ]),
    `${rounds} calls each, alternating; goal: medians at most ${GOAL_RATIO} times those of bare mediasoup`,
  ].join('\n');
  return { table, passed: figures.every(({ ratio }) => ratio <= GOAL_RATIO), goalRatio: GOAL_RATIO, figures, measured };
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '12' } } });
  const result = await run({ rounds: Number(values.rounds) });
  console.log(result.table);
  process.exit(result.passed ? 0 : 1);
}
