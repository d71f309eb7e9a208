import { isAPIError } from 'better-auth/api';
import { eq } from 'drizzle-orm';
import type { Actor } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { SignIn } from '#contracts/user.ts';
import { users } from '#database/schema/index.ts';
import { recordAudit } from '../audit.ts';
import { RateLimitError } from '../rate-limit.ts';
import { inTransaction } from '../transaction.ts';
import type { AuthDeps } from './auth.ts';
import { ADDRESS_HEADER, type BetterAuth } from './better-auth.ts';
import { countAttempt, forgetAttempts } from './sign-in-limits.ts';

export type Caller = { address: string; userAgent: string | undefined };

/** Checks the password and starts a session; answers with the cookie to set. The audit row is there before the cookie leaves. */
export const signIn = async (
  deps: AuthDeps,
  betterAuth: BetterAuth,
  { email, password }: SignIn,
  caller: Caller,
): Promise<{ userId: string; cookies: string[] }> => {
  const waitS = await countAttempt(deps.db, email, caller.address);
  if (waitS !== null) {
    await auditRefusal(deps, email, caller, 'too-many-attempts');
    throw new RateLimitError(waitS, 'too many attempts to sign in; try again later');
  }
  const headers = new Headers({ [ADDRESS_HEADER]: caller.address });
  if (caller.userAgent !== undefined) headers.set('user-agent', caller.userAgent.slice(0, 300));
  try {
    const { headers: answered, response } = await betterAuth.api.signInEmail({
      body: { email, password },
      headers,
      returnHeaders: true,
    });
    const userId = response.user.id;
    await inTransaction(deps, (tx) =>
      recordAudit(tx, {
        actor: { type: 'user', id: userId },
        at: deps.now(),
        action: 'session:started',
        patientId: null,
        subjectType: 'user',
        subjectId: userId,
        detail: { address: caller.address },
      }),
    );
    await forgetAttempts(deps.db, email, caller.address);
    return { userId, cookies: answered.getSetCookie() };
  } catch (error) {
    // The library's words are not ours to pass on, and "no such account" must look like "wrong password".
    if (!isAPIError(error) || error.statusCode >= 500) throw error;
    await auditRefusal(deps, email, caller, error.statusCode === 403 ? 'banned' : 'wrong-credentials');
    throw new AppError('unauthenticated', 'the email address or the password is wrong');
  }
};

const SERVER: Actor = { type: 'system', id: 'server' };

const auditRefusal = async (deps: AuthDeps, email: string, caller: Caller, reason: string): Promise<void> => {
  const [user] = await deps.db.select({ id: users.id }).from(users).where(eq(users.email, email.toLowerCase()));
  await inTransaction(deps, (tx) =>
    recordAudit(tx, {
      actor: SERVER,
      at: deps.now(),
      action: 'session:refused',
      patientId: null,
      subjectType: 'user',
      subjectId: user?.id ?? 'unknown',
      detail: { reason, address: caller.address },
    }),
  );
};
