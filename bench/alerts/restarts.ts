import { setTimeout as sleep } from 'node:timers/promises';
import { delaysOf, quantiles, type Quantiles } from '../reading-to-page/delays.ts';
import type { MeasuredClinic } from '../reading-to-page/measured-clinic.ts';
import type { Danger } from '../reading-to-page/publish.ts';
import {
  CAUGHT_UP_WITHIN_MS,
  failuresOf,
  raiseUnderLoad,
  type Raised,
  type Rates,
} from '../reading-to-page/raise-under-load.ts';
import type { WatchedPage } from '../reading-to-page/watched-page.ts';
import { waitForRelayLeader } from './relay-leader.ts';
import { returnsOf, type Returns } from './returns.ts';

const FIRST_KILL_AFTER_MS = 8_000;
/** After every page has come back. */
const NEXT_KILL_AFTER_MS = 5_000;

export type Restarts = { toPages: Quantiles; toPage: Quantiles; returns: Returns; raised: Raised; failures: string[] };

/** Kills the only server again and again, as a supervisor sees it die, while alerts are raised and every page is open. */
export const measureRestarts = async (
  measured: MeasuredClinic,
  page: WatchedPage,
  dangers: readonly Danger[],
  { restarts, ...rates }: Rates & { restarts: number },
): Promise<Restarts> => {
  const { clinic, clients, others } = measured;
  await clients.ask({ type: 'connect', url: clinic.url, cookies: others.map(({ cookie }) => cookie) }, 'connected');
  const killAgainAndAgain = async (): Promise<void> => {
    let former: number | null = null;
    for (let kill = 0; kill < restarts; kill += 1) {
      await sleep(kill === 0 ? FIRST_KILL_AFTER_MS : NEXT_KILL_AFTER_MS);
      former = await waitForRelayLeader(clinic.sql, former);
      process.kill(former, 'SIGKILL');
      await waitForRelayLeader(clinic.sql, former);
      await clients.ask({ type: 'settle', timeoutMs: CAUGHT_UP_WITHIN_MS }, 'settled');
    }
  };
  const raised = await raiseUnderLoad(measured, page, dangers, { ...rates, meanwhile: killAgainAndAgain });
  const returns = returnsOf(raised.pages);
  const heard = raised.pages.flatMap(({ alerts }) => alerts);
  return {
    toPages: quantiles(delaysOf(raised.published, heard)),
    toPage: quantiles(delaysOf(raised.published, raised.shown)),
    ...{ returns, raised },
    failures: [
      ...failuresOf(raised, rates),
      ...(returns.catchingUp.count === raised.pages.length * restarts
        ? []
        : [`pages came back ${returns.catchingUp.count} times after ${restarts} restarts`]),
    ],
  };
};
