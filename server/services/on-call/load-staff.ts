import { and, eq, inArray, ne } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { users } from '#database/schema/index.ts';

/** Those who can be called: everybody who works here and has not left. */
export const loadStaff = async (db: Database | Transaction): Promise<Set<string>> => {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(and(ne(users.role, 'patient'), eq(users.banned, false)));
  return new Set(rows.map(({ id }) => id));
};

/** Of these the doctors and nurses: those who may see a patient. */
export const loadClinicians = async (db: Database | Transaction): Promise<Set<string>> => {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'clinician'), eq(users.banned, false)));
  return new Set(rows.map(({ id }) => id));
};

/** Refuses anybody who cannot be on call: only doctors and nurses who have not left can. */
export const requireClinicians = async (
  db: Database | Transaction,
  ids: readonly string[],
  path: string,
): Promise<void> => {
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, [...ids]), eq(users.role, 'clinician'), eq(users.banned, false)));
  if (found.length === new Set(ids).size) return;
  const message = 'names somebody who is not a doctor or nurse of this clinic';
  throw new AppError('invalid', 'the request is not valid', [{ path, message }]);
};
