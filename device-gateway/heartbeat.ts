import type { Sql } from 'postgres';
import type { COMPONENTS } from '#contracts/health.ts';
import { noteListening } from '#ingest/silence/listening-periods.ts';
import type { Logger } from './log.ts';

export type Beat = {
  component: (typeof COMPONENTS)[number];
  state: 'up' | 'degraded' | 'down';
  detail: string | null;
  facts: Record<string, string | number | boolean | null>;
};

export type Heartbeat = {
  /** The last word: everything of this gateway is down. */
  stop(): Promise<void>;
};

/** Whether readings of devices reach us now: behind an external broker that takes a connection to it. */
const isListening = (beats: readonly Beat[]): boolean =>
  beats.every(({ component, state }) => component === 'detector' || state !== 'down');

const BEAT_EVERY_MS = 1000;
/** Rows of gateways that are gone for good. */
const FORGET_AFTER = '1 day';

/** Writes one row a component each second: `/readyz` of the server reads them, and a row that is not renewed is down. */
export const startHeartbeat = (options: {
  sql: Sql;
  gatewayId: string;
  beats: () => Beat[];
  log: Logger;
}): Heartbeat => {
  const { sql, gatewayId, beats, log } = options;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  let isAway = false;

  const write = async (rows: readonly Beat[]): Promise<void> => {
    await sql`
      insert into heartbeats as old (id, component, state, since, beat_at, detail, facts)
      select id, component, state, now(), now(), detail, facts::jsonb
      from unnest(
        ${rows.map(({ component }) => `${component}:${gatewayId}`)}::text[],
        ${rows.map(({ component }) => component)}::text[],
        ${rows.map(({ state }) => state)}::text[],
        ${rows.map(({ detail }) => detail)}::text[],
        ${rows.map(({ facts }) => JSON.stringify(facts))}::text[]
      ) as beat (id, component, state, detail, facts)
      on conflict (id) do update set
        state = excluded.state,
        since = case when old.state = excluded.state then old.since else excluded.since end,
        beat_at = excluded.beat_at,
        detail = excluded.detail,
        facts = excluded.facts`;
  };

  const forget = async (): Promise<void> => {
    await sql`
      delete from heartbeats
      where component in ('gateways', 'mqtt', 'detector') and beat_at < now() - ${FORGET_AFTER}::interval`;
  };

  const beat = async (): Promise<void> => {
    try {
      const rows = beats();
      await write(rows);
      if (isListening(rows)) await noteListening(sql, 'mqtt', gatewayId);
      if (isAway) log.info('the database is back');
      isAway = false;
    } catch (error) {
      if (!isAway) log.warn({ code: (error as { code?: unknown }).code }, 'waiting for the database');
      isAway = true;
    }
  };

  const tick = (): void => {
    if (isWriting) return;
    isWriting = true;
    writing = beat().finally(() => {
      isWriting = false;
    });
  };

  tick();
  void writing.then(forget).catch(() => undefined);
  const timer = setInterval(tick, BEAT_EVERY_MS);

  return {
    async stop() {
      clearInterval(timer);
      await writing;
      if (isAway) return;
      const last = beats().map((row) => ({ ...row, state: 'down' as const, detail: 'stopped' }));
      await write(last).catch(() => undefined);
    },
  };
};
