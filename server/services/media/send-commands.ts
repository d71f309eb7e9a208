import { eq, sql } from 'drizzle-orm';
import { ControlCommand } from '#contracts/media.ts';
import { mediaCommands } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { postControl } from './post-control.ts';

/** 0.25 s, 0.5 s, 1 s … 8 s between attempts: longer than an answer may take, and a node that is back hears it soon. */
const BACK_OFF = sql`least(8, 0.25 * power(2, least(attempts, 10))) * interval '1 second' + interval '2 seconds' * least(attempts, 1)`;
const AT_ONCE = 50;

type Claimed = { id: string; command: string; node_id: string; media_url: string; control_url: string };

/**
 * Sends the commands that are due, those of one node in order. Claimed rows are due again after the back-off, so a
 * server that dies in between loses nothing; every command may be played twice.
 */
export const sendDueCommands = async (deps: Pick<Deps, 'db' | 'config' | 'log'>): Promise<number> => {
  const { db, config, log } = deps;
  const claimed = await db.execute<Claimed>(sql`
    update media_commands set attempts = attempts + 1, next_attempt_at = now() + ${BACK_OFF}
    from media_nodes
    where media_nodes.id = media_commands.media_node_id and media_commands.id in (
      select id from media_commands where answered_at is null and next_attempt_at <= now()
      order by id for update skip locked limit ${AT_ONCE}
    )
    returning media_commands.id, command, media_nodes.id as node_id, media_url, control_url`);
  const byNode = Map.groupBy(
    [...claimed].sort((a, b) => (a.id < b.id ? -1 : 1)),
    (row) => row.node_id,
  );
  await Promise.all(
    [...byNode.values()].map(async (rows) => {
      for (const row of rows) {
        const node = { id: row.node_id, mediaUrl: row.media_url, controlUrl: row.control_url };
        const command = ControlCommand.parse(JSON.parse(row.command));
        const outcome = await postControl(config, node, command);
        // Whoever is not there for one command is not there for the next.
        if (outcome === 'unanswered') break;
        if (outcome === 'refused')
          log.warn({ nodeId: node.id, command: command.type }, 'a media node refuses a command');
        await db
          .update(mediaCommands)
          .set({ answeredAt: sql`now()` })
          .where(eq(mediaCommands.id, row.id));
      }
    }),
  );
  return claimed.length;
};
