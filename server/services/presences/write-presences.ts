import type { Deps } from '../../deps.ts';

/** How often a server says who has a page open, and for how long it is believed. */
export const PRESENCE_EVERY_MS = 10_000;
export const PRESENCE_LASTS_S = 30;

/**
 * Writes who of the clinicians has a page open on this server now; nobody else has. One statement with one parameter for
 * all of them: a thousand values each would keep the server from telling alerts meanwhile.
 */
export const writePresences = async (
  { sql }: Pick<Deps, 'sql'>,
  serverId: string,
  userIds: readonly string[],
): Promise<void> => {
  await sql`
    with gone as (
      delete from clinician_presences where server_id = ${serverId} and user_id <> all (${[...userIds]}::uuid[])
    )
    insert into clinician_presences (server_id, user_id, seen_at)
    select ${serverId}, user_id, now() from unnest(${[...userIds]}::uuid[]) as present (user_id)
    on conflict (user_id, server_id) do update set seen_at = excluded.seen_at`;
};
