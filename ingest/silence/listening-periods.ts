import type { Sql, TransactionSql } from 'postgres';
import type { ListeningChannel } from '#contracts/health.ts';
import { BREAK_MS, toListening, type Listening, type Stretch } from '#models/silence/listening.ts';

const BREAK_S = BREAK_MS / 1000;

/**
 * Notes that this process takes readings in, each few seconds. Where it last did so too long ago, and could hear nobody
 * in between, a new period begins. Throws while the database is away, and that is the break.
 */
export const noteListening = async (sql: Sql, channel: ListeningChannel, process: string): Promise<void> => {
  const listener = `${channel}:${process}`;
  await sql`
    with renewed as (
      update listening_periods set ends_at = now()
      where listener = ${listener} and ends_at > now() - make_interval(secs => ${BREAK_S}::float8)
      returning 1
    )
    insert into listening_periods (listener, channel, starts_at, ends_at)
    select ${listener}, ${channel}, now(), now() where not exists (select from renewed)
    on conflict do nothing`;
};

/** When readings could reach us by each way, as it looks at `nowMs` of PostgreSQL's clock. */
export const readListening = async (
  tx: TransactionSql,
  nowMs: number,
): Promise<Readonly<Record<ListeningChannel, Listening>>> => {
  const rows = await tx<(Stretch & { channel: ListeningChannel })[]>`
    select channel, floor(extract(epoch from starts_at) * 1000)::float8 as from,
      floor(extract(epoch from ends_at) * 1000)::float8 as to
    from listening_periods`;
  const of = (channel: ListeningChannel): Listening =>
    toListening(
      rows.filter((row) => row.channel === channel),
      nowMs,
    );
  return { mqtt: of('mqtt'), http: of('http') };
};
