import { and, asc, eq, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Relative } from '#contracts/relative.ts';
import type { Database, Transaction } from '#database/client.ts';
import { relatives } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';

/** Whom this patient has told now, in the order in which they were added; nobody for anybody else. */
export const loadRelatives = async (
  db: Database | Transaction,
  { patientId }: Pick<SignedIn, 'patientId'>,
): Promise<Relative[]> => {
  if (patientId === null) return [];
  const rows = await db
    .select()
    .from(relatives)
    .where(and(eq(relatives.patientId, patientId), isNull(relatives.removedAt)))
    .orderBy(asc(relatives.addedAt), asc(relatives.id));
  return rows.map(({ id, name, relation, addedAt }) => ({ id, name, relation, addedAt: addedAt.toISOString() }));
};

/** Throws `forbidden` for everybody but patients: whom one's own body concerns is for oneself to say. */
export const requirePatientInPerson = ({ patientId }: SignedIn): string => {
  if (patientId === null) throw new AppError('forbidden', 'only patients have relatives told');
  return patientId;
};

/** One's own relative, or none. The row is locked, so that nothing is added for somebody who is being removed. */
export const requireRelative = async (tx: Transaction, actor: SignedIn, relativeId: string): Promise<void> => {
  const patientId = requirePatientInPerson(actor);
  const [row] = await tx
    .select({ id: relatives.id })
    .from(relatives)
    .where(and(eq(relatives.id, relativeId), eq(relatives.patientId, patientId), isNull(relatives.removedAt)))
    .for('update');
  if (row === undefined) throw new AppError('not_found', 'no such relative');
};
