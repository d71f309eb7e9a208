import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import type { WatchdogConfig } from './config.ts';
import { writeHeartbeat } from './heartbeat.ts';
import { describeSight, toNotice } from './notice.ts';
import type { Operators } from './operators.ts';
import { Outage, type News } from './outage.ts';
import { provision } from './provision.ts';
import { openRoundTrip } from './round-trip.ts';

const LOOK_MS = 250;
const BEAT_MS = 1_000;
/** The device is made again where somebody restored the database, or took its secret away. */
const PROVISION_MS = 60_000;
/** While the last breach is missing the next follows sooner: one that got lost by chance is no outage. */
const SOONER = 4;

export type Watchdog = { close(): Promise<void> };

export type WatchDeps = { config: WatchdogConfig; sql: Sql; operators: Operators; log: Logger };

/** Every so often; a turn that is still under way when the next is due goes on alone. */
const every = (ms: number, run: () => Promise<void>) => {
  let running: Promise<void> | null = null;
  const turn = (): void => {
    running ??= run().finally(() => {
      running = null;
    });
  };
  turn();
  const timer = setInterval(turn, ms);
  return async (): Promise<void> => {
    clearInterval(timer);
    await running;
  };
};

/**
 * Sends a marked breach again and again through everything that a patient's reading goes through, and tells the operators
 * when none comes back any more. What it decides rests on this process alone: neither the server nor the database need to
 * be there.
 */
export const startWatching = ({ config, sql, operators, log }: WatchDeps): Watchdog => {
  const outage = new Outage({ fireAfterMs: config.fireAfterMs, repeatMs: config.repeatMs }, performance.now());
  let sentAt = Number.NEGATIVE_INFINITY;
  let isAnswered = true;
  let isDatabaseReached = false;
  let isProvisioned = false;
  let lastTookMs: number | null = null;

  const trip = openRoundTrip({
    ...config,
    onReturned: (tookMs) => {
      isAnswered = true;
      lastTookMs = Math.round(tookMs);
      tell(outage.returned(performance.now()));
    },
  });

  const timeOf = (monotonicMs: number): Date => new Date(Date.now() - (performance.now() - monotonicMs));
  const sight = () => ({ ...trip.sight, isDatabaseReached });

  const tell = (news: News | null): void => {
    if (news === null) return;
    const facts = { what: news.what, since: timeOf(news.sinceMs), sight: sight() };
    if (news.what === 'over') log.info({ since: facts.since }, 'breaches come back again');
    else log.error({ since: facts.since, ...facts.sight }, 'no breach comes back: alerts may be lost');
    operators.tell(toNotice(facts));
  };

  const look = setInterval(() => {
    const now = performance.now();
    tell(outage.look(now));
    if (now - sentAt < (isAnswered ? config.everyMs : config.everyMs / SOONER)) return;
    const { isMqttConnected, isStreamConnected } = trip.sight;
    if (sentAt === Number.NEGATIVE_INFINITY && !(isMqttConnected && isStreamConnected)) return;
    sentAt = now;
    isAnswered = false;
    trip.send();
  }, LOOK_MS);

  const stopProvisioning = every(BEAT_MS, async () => {
    if (isProvisioned) return;
    await provision(sql, config.secret).then(
      () => {
        isProvisioned = true;
      },
      (error: unknown) => log.warn({ code: (error as { code?: unknown }).code }, 'the watchdog waits for the database'),
    );
  });
  const again = setInterval(() => {
    isProvisioned = false;
  }, PROVISION_MS);

  const beat = async (state = outage.state, detail: string | null = detailOf()): Promise<void> => {
    try {
      await writeHeartbeat(sql, { state, detail, facts: { lastTookMs } });
      isDatabaseReached = true;
    } catch {
      isDatabaseReached = false;
    }
  };
  const detailOf = (): string | null => {
    if (outage.state === 'up') return null;
    if (outage.state === 'degraded') return 'no breach has come back yet';
    return `no breach came back since ${timeOf(outage.lastAt).toISOString()}: ${describeSight(sight())}`;
  };
  const stopBeating = every(BEAT_MS, () => beat());

  return {
    close: async () => {
      clearInterval(look);
      clearInterval(again);
      await Promise.all([stopProvisioning(), stopBeating(), trip.close(), operators.close()]);
      if (isDatabaseReached) await beat('down', 'stopped');
    },
  };
};
