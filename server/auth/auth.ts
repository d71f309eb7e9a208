import { eq } from 'drizzle-orm';
import type { SignIn } from '#contracts/user.ts';
import { sessions } from '#database/schema/index.ts';
import type { SignedIn } from '../access.ts';
import type { Deps } from '../deps.ts';
import { inTransaction } from '../transaction.ts';
import { createBetterAuth } from './better-auth.ts';
import { createSessionReader } from './read-session.ts';
import { announceSessionEnded } from './session-ended.ts';
import { signIn, type Caller } from './sign-in.ts';
import { signOut } from './sign-out.ts';

export type AuthDeps = Pick<Deps, 'db' | 'config' | 'log' | 'now' | 'wakeRelay'>;

/** Who is behind a request or a socket. */
export type Auth = {
  /** Reads the session cookie against the database; null when there is none, or it ended. */
  readSession(headers: Headers): Promise<SignedIn | null>;
  /** When the session ends by itself; null when it is gone already. */
  sessionEndsAt(sessionId: string): Promise<Date | null>;
  /** Calls back at once when a session is ended by this process; the event `session:ended` tells the others. */
  onSessionEnded(listener: (sessionId: string) => void): () => void;
  signIn(credentials: SignIn, caller: Caller): Promise<{ userId: string; cookies: string[] }>;
  /** Ends the session of whoever asks; answers with the cookies that clear theirs. */
  signOut(actor: SignedIn, headers: Headers): Promise<string[]>;
  /** Someone opened the page: the session's end moves on. Answers with the renewed cookie, if it is time for one. */
  renewSession(headers: Headers): Promise<string[]>;
};

export const createAuth = (deps: AuthDeps): Auth => {
  const listeners = new Set<(sessionId: string) => void>();
  const tellListeners = (sessionId: string) => listeners.forEach((listener) => listener(sessionId));
  const betterAuth = createBetterAuth({
    db: deps.db,
    config: deps.config,
    onSessionDeleted: async ({ id, userId }) => {
      await inTransaction(deps, (tx) => announceSessionEnded(tx, { id, userId }, deps.now()));
      tellListeners(id);
    },
  });
  return {
    readSession: createSessionReader(deps.db, betterAuth),
    sessionEndsAt: async (sessionId) => {
      const [row] = await deps.db
        .select({ expiresAt: sessions.expiresAt })
        .from(sessions)
        .where(eq(sessions.id, sessionId));
      return row?.expiresAt ?? null;
    },
    onSessionEnded: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    signIn: (credentials, caller) => signIn(deps, betterAuth, credentials, caller),
    signOut: async (actor, headers) => {
      await signOut(deps, actor);
      tellListeners(actor.sessionId);
      const { headers: answered } = await betterAuth.api.signOut({ headers, returnHeaders: true });
      return answered.getSetCookie();
    },
    renewSession: async (headers) => {
      const { headers: answered } = await betterAuth.api.getSession({ headers, returnHeaders: true });
      return answered.getSetCookie();
    },
  };
};
