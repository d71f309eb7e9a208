import { desc, eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Thresholds } from '#contracts/threshold.ts';
import type { Database, Transaction } from '#database/client.ts';
import { patients, thresholds } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';

/** What the patient is judged by: the newest version, or the rule set alone where nobody set anything yet. */
export const loadThresholds = async (db: Database | Transaction, patientId: string): Promise<Thresholds> => {
  const [row] = await db
    .select()
    .from(thresholds)
    .where(eq(thresholds.patientId, patientId))
    .orderBy(desc(thresholds.version))
    .limit(1);
  if (row !== undefined) {
    const { version, ruleSet, overrides, changedBy, changedAt, reason } = row;
    return { patientId, version, ruleSet, overrides, changedBy, changedAt: changedAt.toISOString(), reason };
  }
  const [patient] = await db.select({ ruleSet: patients.ruleSet }).from(patients).where(eq(patients.id, patientId));
  if (patient === undefined) throw new AppError('not_found', 'no such patient');
  const { ruleSet } = patient;
  return { patientId, version: 0, ruleSet, overrides: {}, changedBy: null, changedAt: null, reason: null };
};

export const readThresholds = async ({ db }: Deps, actor: SignedIn, patientId: string): Promise<Thresholds> => {
  await requirePatient(db, actor, patientId, 'read');
  return loadThresholds(db, patientId);
};
