import { asc, eq } from 'drizzle-orm';
import type { OnCallBoard, Roster } from '#contracts/on-call.ts';
import type { Database, Transaction } from '#database/client.ts';
import { users } from '#database/schema/index.ts';
import { AppError } from '#contracts/errors.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadTimeZone } from '../clinic/load-calendar.ts';
import { loadRosters } from './load-rosters.ts';
import { toRoster } from './to-roster.ts';

/** Who is on call now and next by every roster, with all that is known of the rosters, for those who work here. */
export const readBoard = async ({ db, now }: Deps, actor: SignedIn): Promise<OnCallBoard> => {
  requireRole(actor, 'administrator', 'clinician');
  const at = now();
  const people = await db
    .select({ id: users.id, name: users.name, profession: users.profession, hasLeft: users.banned })
    .from(users)
    .where(eq(users.role, 'clinician'))
    .orderBy(asc(users.name));
  return {
    timeZone: await loadTimeZone(db),
    asOf: at.toISOString(),
    people,
    rosters: [...(await loadRosters(db, at)).values()].map((loaded) => toRoster(actor, loaded, at)),
  };
};

/** One roster as whoever changed it sees it. */
export const loadRoster = async (
  db: Database | Transaction,
  actor: SignedIn,
  rosterId: string,
  at: Date,
): Promise<Roster> => {
  const loaded = (await loadRosters(db, at, rosterId)).get(rosterId);
  if (loaded === undefined) throw new AppError('not_found', 'no such roster');
  return toRoster(actor, loaded, at);
};
