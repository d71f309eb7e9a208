import { hkdfSync, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { ServerConfig } from '../../config.ts';

/** How often a wrong code can be entered: five of a million guesses. */
export const MOST_GUESSES = 5;

/** A code that nobody has tried yet, for ten minutes by PostgreSQL's clock. */
export const newCode = () => ({
  codeSalt: randomBytes(16),
  codeExpiresAt: sql`now() + interval '10 minutes'`,
  codeGuesses: 0,
});

/**
 * Six digits, derived (HKDF, RFC 5869) from the server's secret and the salt of this code: the database holds no code, so
 * whoever reads it can verify no address.
 */
export const codeOf = (
  { authSecret }: Pick<ServerConfig, 'authSecret'>,
  endpointId: string,
  salt: Uint8Array,
): string => {
  const bytes = Buffer.from(hkdfSync('sha256', authSecret, salt, `kanhu:endpoint-code:${endpointId}`, 6));
  // 48 bits: the remainder favours no code by more than one in 10^8.
  return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
};
