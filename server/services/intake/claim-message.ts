import { createHash, timingSafeEqual } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { IntakeFate } from '#contracts/intake.ts';
import type { Database, Transaction } from '#database/client.ts';
import { intakeMessages } from '#database/schema/index.ts';

export type MessageKey = { sourceId: string; messageId: string };

/** Senders try again for days (Standard Webhooks' example schedule ends after 76 h). */
const REMEMBERED = sql`interval '7 days'`;

const isMessage = ({ sourceId, messageId }: MessageKey) =>
  and(eq(intakeMessages.sourceId, sourceId), eq(intakeMessages.messageId, messageId));

/**
 * Takes a message's id for this body. Answers with the fates where the same message was answered before; null where its
 * readings are still to be committed, be it for the first time or because nobody came so far. Committing them twice
 * stores them once.
 */
export const claimMessage = async (
  db: Database,
  key: MessageKey,
  body: Uint8Array,
  at: Date,
): Promise<readonly IntakeFate[] | null> => {
  const bodySha256 = createHash('sha256').update(body).digest();
  const [claimed] = await db
    .insert(intakeMessages)
    .values({ ...key, bodySha256, receivedAt: at, expiresAt: sql`now() + ${REMEMBERED}` })
    .onConflictDoNothing()
    .returning({ messageId: intakeMessages.messageId });
  if (claimed !== undefined) return null;
  const [known] = await db
    .select({ bodySha256: intakeMessages.bodySha256, fates: intakeMessages.fates })
    .from(intakeMessages)
    .where(isMessage(key));
  // Removed by the clean-up between the two statements: whoever comes now is late by a week and is the first again.
  if (known === undefined) return null;
  if (!timingSafeEqual(known.bodySha256, bodySha256)) {
    throw new AppError('conflict', 'this webhook-id was used for another body');
  }
  return known.fates;
};

/** Writes down the answer, or reads the one that somebody else gave to the same message meanwhile. */
export const settleMessage = async (
  tx: Transaction,
  key: MessageKey,
  fates: readonly IntakeFate[],
): Promise<readonly IntakeFate[]> => {
  const [settled] = await tx
    .update(intakeMessages)
    .set({ fates })
    .where(and(isMessage(key), isNull(intakeMessages.fates)))
    .returning({ messageId: intakeMessages.messageId });
  if (settled !== undefined) return fates;
  const [first] = await tx.select({ fates: intakeMessages.fates }).from(intakeMessages).where(isMessage(key));
  return first?.fates ?? fates;
};
