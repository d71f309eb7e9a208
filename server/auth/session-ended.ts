import type { Transaction } from '#database/client.ts';
import { announce } from '../outbox.ts';

export type EndedSession = { id: string; userId: string };

/** Tells every server that a session is over, so that its sockets end within a second. */
export const announceSessionEnded = (tx: Transaction, { id, userId }: EndedSession, at: Date): Promise<void> =>
  announce(tx, { type: 'session:ended', occurredAt: at, sessionId: id, userId });
