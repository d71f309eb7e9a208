import { betterAuth } from 'better-auth/minimal';
import { APIError } from 'better-auth/api';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { eq } from 'drizzle-orm';
import { ROLES } from '#contracts/user.ts';
import { CARE_TEAM_ROLES } from '#contracts/patient.ts';
import type { Database } from '#database/client.ts';
import { accounts, sessions, users, verifications } from '#database/schema/index.ts';
import type { ServerConfig } from '../config.ts';

/** A session ends after this long without the page being opened. */
const SESSION_IDLE_S = 12 * 3_600;
const SESSION_RENEWED_AFTER_S = 3_600;

/** Set by us on every call, so that what a client sends under this name counts for nothing. */
export const ADDRESS_HEADER = 'x-kanhu-client-address';

export type BetterAuthParts = {
  db: Database;
  config: Pick<ServerConfig, 'authSecret' | 'port' | 'publicUrl' | 'tls'>;
  /** A session was deleted by the library itself, such as one found to be expired. */
  onSessionDeleted: (session: { id: string; userId: string }) => Promise<void>;
};

/**
 * The sign-in library: passwords, sessions and the signed cookie. Its own HTTP endpoints are not mounted: our routes
 * call it, so that every answer has our error shape and nothing is reachable that nobody thought about. Its rate limit
 * guards only those endpoints; ours is in `sign-in-limits.ts`.
 */
export const createBetterAuth = ({ db, config, onSessionDeleted }: BetterAuthParts) =>
  betterAuth({
    appName: 'Kanhu',
    baseURL: (config.publicUrl ?? new URL(`http://localhost:${config.port}`)).origin,
    basePath: '/api/auth',
    secret: config.authSecret,
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: { user: users, session: sessions, account: accounts, verification: verifications },
    }),
    emailAndPassword: { enabled: true, disableSignUp: true },
    user: {
      additionalFields: {
        role: { type: [...ROLES], required: true, input: false },
        profession: { type: [...CARE_TEAM_ROLES], required: false, input: false },
      },
    },
    session: {
      expiresIn: SESSION_IDLE_S,
      updateAge: SESSION_RENEWED_AFTER_S,
      // Every request asks the database: a session that was ended is out at once.
      cookieCache: { enabled: false },
    },
    rateLimit: { enabled: false },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const [user] = await db.select({ banned: users.banned }).from(users).where(eq(users.id, userId));
            if (user?.banned !== false) throw new APIError('FORBIDDEN');
          },
        },
        delete: { after: (session) => onSessionDeleted(session) },
      },
    },
    advanced: {
      database: { generateId: 'uuid' },
      cookiePrefix: 'kanhu',
      useSecureCookies: config.tls !== null || config.publicUrl?.protocol === 'https:',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    // Its messages name accounts; what we need to know is audited and logged by us.
    logger: { disabled: true },
    telemetry: { enabled: false },
  });

export type BetterAuth = ReturnType<typeof createBetterAuth>;
