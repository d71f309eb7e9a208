import { hostname } from 'node:os';
import { sql } from 'drizzle-orm';
import { configuredChannels } from '../configured-channels.ts';
import type { Deps, Running } from '../deps.ts';
import { causeCode } from '../errors.ts';
import { EVENTS_CHANNEL } from '../event-stream.ts';
import { listen } from '../listen.ts';
import { OUTBOX_CHANNEL } from '../outbox.ts';
import { createPulse } from '../pulse.ts';
import { createLeadership } from './leadership.ts';
import { relayBatch } from './relay-batch.ts';

const LOCK = 'kanhu:relay';
/** The safety net below NOTIFY, and how often a follower asks whether nobody leads. */
const POLL_MS = 250;
const BEAT_MS = 1_000;

/**
 * Keeps the ordered event stream going: of all servers one leads and relays; when its connection dies, another one
 * takes over within a poll's interval.
 */
export const startRelay = (deps: Deps): Running => {
  const { config, log } = deps;
  const configured = configuredChannels(config);
  const holder = `${hostname()}:${process.pid}`;
  const leadership = createLeadership(config.databaseUrl, LOCK);
  const pulse = createPulse(POLL_MS);
  const subscription = listen(config.databaseUrl, OUTBOX_CHANNEL, pulse.wake);
  let isClosed = false;
  let wasLeading = false;
  let lastBeatAt = -Infinity;

  const lead = async (): Promise<void> => {
    const moved = await leadership.transaction((tx) => relayBatch(tx, deps.now(), log, configured));
    if (moved > 0) {
      // There may be more than a batch.
      pulse.wake();
      await deps.sql.notify(EVENTS_CHANNEL, '');
    }
    // A clock that is put back must not keep the leader silent.
    if (performance.now() - lastBeatAt >= BEAT_MS) {
      lastBeatAt = performance.now();
      await beat(deps, holder);
    }
  };

  const turn = async (): Promise<void> => {
    const isLeading = await leadership.tryToLead();
    if (isLeading && !wasLeading) log.info({ holder }, 'this server leads the relay');
    wasLeading = isLeading;
    if (isLeading) await lead();
  };

  const run = async (): Promise<void> => {
    while (!isClosed) {
      await turn().catch((error: unknown) => {
        log.warn(
          { kind: error instanceof Error ? error.name : typeof error, code: causeCode(error) },
          'relaying failed',
        );
      });
      await pulse.wait();
    }
  };
  const running = run();

  return {
    close: async () => {
      isClosed = true;
      pulse.wake();
      await running;
      await Promise.all([leadership.resign(), subscription.close()]);
    },
  };
};

/** One row for the clinic, not one a server: it is renewed as long as anyone leads. */
const beat = async ({ db }: Deps, holder: string): Promise<void> => {
  await db.execute(sql`
    insert into heartbeats (id, component, state, since, beat_at, detail, facts)
    select 'relay:leader', 'relay', 'up', now(), now(), null, jsonb_build_object(
      'holder', ${holder}::text,
      'lastEventId', coalesce((select max(id) from events), 0)::text,
      'oldestWaitingMs', coalesce((select extract(epoch from now() - min(occurred_at)) * 1000 from outbox), 0)
    )
    on conflict (id) do update set beat_at = excluded.beat_at, facts = excluded.facts, state = 'up',
      since = case when heartbeats.beat_at < now() - interval '3 seconds' then excluded.since else heartbeats.since end`);
};
