import { desc, eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Thresholds } from '#contracts/threshold.ts';
import type { Database, Transaction } from '#database/client.ts';
import { patients, thresholds } from '#database/schema/index.ts';
import { THRESHOLD_LIMITS } from '#models/rules/threshold-limits.ts';
import { mayAccess, requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { withinLimits } from './within-limits.ts';

export type ChosenThresholds = Omit<Thresholds, 'mayChange' | 'limits'>;

/** What the patient is judged by: the newest version, or the rule set alone where nobody set anything yet. */
export const loadChosen = async (db: Database | Transaction, patientId: string): Promise<ChosenThresholds> => {
  const [row] = await db
    .select()
    .from(thresholds)
    .where(eq(thresholds.patientId, patientId))
    .orderBy(desc(thresholds.version))
    .limit(1);
  if (row !== undefined) {
    const { version, ruleSet, changedBy, changedAt, reason } = row;
    const overrides = withinLimits(ruleSet, row.overrides);
    const night = row.night && { ...row.night, overrides: withinLimits(ruleSet, row.night.overrides) };
    return { patientId, version, ruleSet, overrides, night, changedBy, changedAt: changedAt.toISOString(), reason };
  }
  const [patient] = await db.select({ ruleSet: patients.ruleSet }).from(patients).where(eq(patients.id, patientId));
  if (patient === undefined) throw new AppError('not_found', 'no such patient');
  const { ruleSet } = patient;
  return { patientId, version: 0, ruleSet, overrides: {}, night: null, changedBy: null, changedAt: null, reason: null };
};

export const toThresholds = (chosen: ChosenThresholds, mayChange: boolean): Thresholds => ({
  ...chosen,
  mayChange,
  limits: THRESHOLD_LIMITS,
});

export const readThresholds = async ({ db }: Deps, actor: SignedIn, patientId: string): Promise<Thresholds> => {
  await requirePatient(db, actor, patientId, 'read');
  return toThresholds(await loadChosen(db, patientId), await mayAccess(db, actor, patientId, 'treat'));
};
