import type { Outcome } from './channel.ts';

/** What broke the attempt, as a code: a message may hold an address. */
export const unreachable = (error: unknown): Outcome => {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  const name = error instanceof Error ? error.name : 'unknown';
  return { state: 'unreachable', error: code ?? name, retryAfterMs: null };
};
