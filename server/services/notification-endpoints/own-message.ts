import { sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { countUse, RateLimitError } from '../../rate-limit.ts';

const HOUR_MS = 3_600_000;
/** Whoever waits in front of it asks again sooner than that. */
const TRIED_FOR = sql`interval '5 minutes'`;

/** Of an endpoint that has no message of its own to be sent. */
export const NO_MESSAGE = {
  messageId: null,
  messageKind: null,
  messageDueAt: null,
  messageGiveUpAt: null,
  messageAttempts: 0,
} as const;

/** A message of its own, to be sent now; it takes the place of one that waits. */
export const ownMessage = (kind: 'code' | 'test') => ({
  messageId: newId(),
  messageKind: kind,
  messageDueAt: sql`now()`,
  messageGiveUpAt: sql`now() + ${TRIED_FOR}`,
  messageAttempts: 0,
});

/** Counts what somebody adds or asks for: an SMS costs money, and a stranger's telephone is no toy. */
export const limitOwnMessages = async (db: Database, userId: string): Promise<void> => {
  const waitS = await countUse(db, { key: `endpoint-message:${userId}`, max: 10, windowMs: HOUR_MS });
  if (waitS !== null) throw new RateLimitError(waitS, 'too many messages to yourself; try again later');
};
