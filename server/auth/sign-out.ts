import { eq } from 'drizzle-orm';
import { sessions } from '#database/schema/index.ts';
import type { SignedIn } from '../access.ts';
import { recordAudit } from '../audit.ts';
import { inTransaction } from '../transaction.ts';
import type { AuthDeps } from './auth.ts';
import { announceSessionEnded } from './session-ended.ts';

/**
 * Ends the session, tells the others and writes it down, all or nothing: the library's own sign-out would clear the
 * cookie even when the session could not be deleted.
 */
export const signOut = async (deps: AuthDeps, actor: SignedIn): Promise<void> => {
  const at = deps.now();
  await inTransaction(deps, async (tx) => {
    await tx.delete(sessions).where(eq(sessions.id, actor.sessionId));
    await announceSessionEnded(tx, { id: actor.sessionId, userId: actor.userId }, at);
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'session:ended',
      patientId: null,
      subjectType: 'user',
      subjectId: actor.userId,
    });
  });
};
