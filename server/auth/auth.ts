import type { SignedIn } from '../access.ts';

/** Who is behind a request or a socket. */
export type Auth = {
  /** Reads the session cookie against the database; null when there is none, or it ended. */
  readSession(headers: Headers): Promise<SignedIn | null>;
  /** When the session ends by itself; null when it is gone already. */
  sessionEndsAt(sessionId: string): Promise<Date | null>;
  /** Calls back at once when a session is ended by this process; the event `session:ended` tells the others. */
  onSessionEnded(listener: (sessionId: string) => void): () => void;
};
