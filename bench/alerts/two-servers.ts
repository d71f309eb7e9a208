import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnServer } from '#test/support/server-process.ts';
import type { PageReport } from '../reading-to-page/clients-plan.ts';
import { delaysOf, quantiles, type Quantiles } from '../reading-to-page/delays.ts';
import type { MeasuredClinic } from '../reading-to-page/measured-clinic.ts';
import type { Danger, Published } from '../reading-to-page/publish.ts';
import { failuresOf, raiseUnderLoad, type Raised, type Rates } from '../reading-to-page/raise-under-load.ts';
import { openWatchedPage } from '../reading-to-page/watched-page.ts';
import { startForwarder } from './forwarder.ts';
import { waitForRelayLeader } from './relay-leader.ts';
import { returnsOf, type Returns } from './returns.ts';

/** Alerts of this long before the kill arrived by the server that died or were replayed: neither is a delay of a server's. */
const AROUND_THE_KILL_MS = 5_000;

export type TwoServers = {
  toFirst: Quantiles;
  toSecond: Quantiles;
  afterwards: Quantiles;
  toPage: Quantiles;
  returns: Returns;
  moved: number;
  stayed: number;
  raised: Raised;
  failures: string[];
};

/**
 * Two servers on one database behind one address, half of the pages on each. The one that relays the events for both is
 * killed midway and does not come back.
 */
export const measureTwoServers = async (
  measured: MeasuredClinic,
  dangers: readonly Danger[],
  rates: Rates,
): Promise<TwoServers> => {
  const { clinic, clients, others, onPage, browser } = measured;
  const former = await waitForRelayLeader(clinic.sql);
  const second = spawnServer(environmentOf(measured));
  const forwarder = await startForwarder([Number(new URL(clinic.url).port), await second.ready]);
  try {
    // The supervisor brings the first one back, and the second leads meanwhile.
    process.kill(former, 'SIGKILL');
    await waitForRelayLeader(clinic.sql, former);
    await untilAnswers(clinic.url);
    const page = await openWatchedPage(browser, forwarder.url, onPage.cookie);
    const cookies = others.map(({ cookie }) => cookie);
    await clients.ask({ type: 'connect', url: forwarder.url, cookies }, 'connected');
    const counts = forwarder.counts();

    let killedAt = Infinity;
    const killMidway = async (): Promise<void> => {
      await sleep((dangers.length / rates.perSecond / 2) * 1_000);
      killedAt = Date.now();
      second.kill('SIGKILL');
    };
    const raised = await raiseUnderLoad(measured, page, dangers, { ...rates, meanwhile: killMidway });
    await page.close();

    const { pages, published } = raised;
    const moved = pages.filter(({ arrivals }) => arrivals.length > 1);
    const stayed = pages.filter(({ arrivals }) => arrivals.length === 1);
    const before = published.filter(({ at }) => at < killedAt - AROUND_THE_KILL_MS);
    const after = published.filter(({ at }) => at > killedAt + AROUND_THE_KILL_MS);
    const delays = (of: readonly PageReport[], when: readonly Published[]): Quantiles =>
      quantiles(
        delaysOf(
          when,
          of.flatMap(({ alerts }) => alerts),
        ),
      );
    const isEven = Math.min(...counts) > pages.length * 0.45;
    return {
      toFirst: delays(stayed, before),
      toSecond: delays(moved, before),
      afterwards: delays(pages, after),
      toPage: quantiles(delaysOf([...before, ...after], raised.shown)),
      returns: returnsOf(pages),
      ...{ moved: moved.length, stayed: stayed.length, raised },
      failures: [
        ...failuresOf(raised, rates),
        ...(isEven ? [] : [`the servers had ${counts.join(' and ')} connections, not half each`]),
        ...(moved.every(({ arrivals }) => arrivals.length === 2) ? [] : ['a page lost its connection more than once']),
      ],
    };
  } finally {
    second.kill('SIGKILL');
    await second.exited;
    await forwarder.close();
  }
};

/** What the supervisor gives the clinic's own server. */
const environmentOf = ({ clinic, authSecret }: MeasuredClinic): Record<string, string> => {
  const keyFile = (name: string): string => join(clinic.dataDir, 'keys', name);
  return {
    DATABASE_URL: clinic.databaseUrl,
    KANHU_AUTH_SECRET: authSecret,
    KANHU_WEBHOOK_SECRET_FILE: keyFile('webhook-secret'),
    KANHU_JOIN_TOKEN_PRIVATE_KEY_FILE: keyFile('join-token.private.pem'),
    KANHU_MEDIA_NODE_PUBLIC_KEY_FILE: keyFile('media-node.public.pem'),
    KANHU_VAPID_PRIVATE_KEY_FILE: keyFile('vapid-private'),
    KANHU_VAPID_SUBJECT: 'mailto:clinic@kanhu.example',
    KANHU_LOG_LEVEL: 'warn',
  };
};

const untilAnswers = async (url: string): Promise<void> => {
  while ((await fetch(`${url}/readyz`).catch(() => null)) === null) await sleep(100);
};
