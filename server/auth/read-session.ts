import { eq, sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { patients, sessions, users } from '#database/schema/index.ts';
import type { SignedIn } from '../access.ts';
import type { BetterAuth } from './better-auth.ts';

const prepare = (db: Database) =>
  db
    .select({
      userId: users.id,
      sessionId: sessions.id,
      role: users.role,
      profession: users.profession,
      patientId: patients.id,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(patients, eq(patients.userId, users.id))
    .where(
      sql`${sessions.id} = ${sql.placeholder('sessionId')} and ${sessions.expiresAt} > now() and not ${users.banned}`,
    )
    .prepare('read_session');

/**
 * Who is signed in: the library checks the cookie's signature, and one prepared query reads the person as they are now
 * (role, own record, banned or not), by PostgreSQL's clock.
 */
export const createSessionReader = (db: Database, betterAuth: BetterAuth) => {
  const person = prepare(db);
  return async (headers: Headers): Promise<SignedIn | null> => {
    if (!headers.has('cookie')) return null;
    const found = await betterAuth.api.getSession({ headers, query: { disableRefresh: true } });
    if (found === null) return null;
    const [actor] = await person.execute({ sessionId: found.session.id });
    return actor ?? null;
  };
};
