import type { Sql } from 'postgres';

/** One row for the clinic: whoever watches last says how it is. */
const ROW = 'watchdog:clinic';

export type Beat = { state: 'up' | 'degraded' | 'down'; detail: string | null; facts: Record<string, number | null> };

/** Tells `/readyz` whether breaches come back. It is read there, and a row that is not renewed is down. */
export const writeHeartbeat = async (sql: Sql, { state, detail, facts }: Beat): Promise<void> => {
  await sql`
    insert into heartbeats as old (id, component, state, since, beat_at, detail, facts)
    values (${ROW}, 'watchdog', ${state}, now(), now(), ${detail}, ${sql.json(facts)})
    on conflict (id) do update set
      state = excluded.state,
      since = case when old.state = excluded.state then old.since else excluded.since end,
      beat_at = excluded.beat_at, detail = excluded.detail, facts = excluded.facts`;
};
