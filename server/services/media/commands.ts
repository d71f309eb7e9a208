import { sql } from 'drizzle-orm';
import { ControlCommand } from '#contracts/media.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { mediaCommands } from '#database/schema/index.ts';

/** Asks a media node for something in the transaction that decided it; a job sends it, and repeats it until answered. */
export const enqueueCommand = async (
  tx: Transaction,
  mediaNodeId: string,
  command: ControlCommand,
  now: Date,
): Promise<void> => {
  await tx.insert(mediaCommands).values({
    id: newId(),
    mediaNodeId,
    command: JSON.stringify(ControlCommand.parse(command)),
    createdAt: now,
    nextAttemptAt: sql`now()`,
  });
};
