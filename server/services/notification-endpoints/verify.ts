import { timingSafeEqual } from 'node:crypto';
import { and, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { NotificationEndpoint } from '#contracts/notification-endpoint.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { codeOf, MOST_GUESSES } from './code.ts';
import { NO_MESSAGE } from './own-message.ts';
import { requireOwnEndpoint, toEndpoint } from './to-endpoint.ts';

/** Whoever has the code has what was sent there: from now on alerts go to this endpoint. */
export const verifyEndpoint = async (
  deps: Deps,
  actor: SignedIn,
  endpointId: string,
  code: string,
): Promise<NotificationEndpoint> => {
  const { db, config, now } = deps;
  await requireOwnEndpoint(db, actor, endpointId);
  // Counted before it is compared, in a transaction of its own: no wrong one goes uncounted, however many come at once.
  const [guessed] = await db
    .update(notificationEndpoints)
    .set({ codeGuesses: sql`${notificationEndpoints.codeGuesses} + 1` })
    .where(
      and(
        eq(notificationEndpoints.id, endpointId),
        eq(notificationEndpoints.userId, actor.userId),
        isNull(notificationEndpoints.disabledAt),
        isNull(notificationEndpoints.verifiedAt),
        isNotNull(notificationEndpoints.codeSalt),
        sql`${notificationEndpoints.codeExpiresAt} > now()`,
        lt(notificationEndpoints.codeGuesses, MOST_GUESSES),
      ),
    )
    .returning({ salt: notificationEndpoints.codeSalt });
  if (guessed?.salt == null) throw new AppError('conflict', 'this code is over: ask for a new one');
  if (!timingSafeEqual(Buffer.from(codeOf(config, endpointId, guessed.salt)), Buffer.from(code))) {
    throw new AppError('invalid', 'the request is not valid', [
      { path: 'code', message: 'is not the code that was sent' },
    ]);
  }
  const { salt } = guessed;
  const at = now();
  return inTransaction(deps, async (tx) => {
    const [verified] = await tx
      .update(notificationEndpoints)
      .set({ verifiedAt: at, codeSalt: null, codeExpiresAt: null, ...NO_MESSAGE })
      .where(and(eq(notificationEndpoints.id, endpointId), eq(notificationEndpoints.codeSalt, salt)))
      .returning({ channel: notificationEndpoints.channel });
    if (verified === undefined) throw new AppError('conflict', 'this code is over: ask for a new one');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'notification-endpoint:verified',
      patientId: null,
      subjectType: 'notification-endpoint',
      subjectId: endpointId,
      detail: { channel: verified.channel },
    });
    return toEndpoint(await requireOwnEndpoint(tx, actor, endpointId));
  });
};
