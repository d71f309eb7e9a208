import { eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { PutThresholds, Thresholds } from '#contracts/threshold.ts';
import { patients, thresholds } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { requireWithinLimits } from './limits.ts';
import { loadChosen, toThresholds } from './read.ts';

/** Sets what one patient is judged by, as a new version; whoever filled the form from an older one is told. */
export const putThresholds = async (
  deps: Deps,
  actor: SignedIn,
  patientId: string,
  { ruleSet, overrides, night, reason, basedOnVersion }: PutThresholds,
): Promise<Thresholds> => {
  await requireTreatment(deps.db, actor, patientId);
  requireWithinLimits({ ruleSet, overrides, night });
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    const current = await loadChosen(tx, patientId);
    if (current.version !== basedOnVersion) throw changedMeanwhile();
    const version = current.version + 1;
    const [inserted] = await tx
      .insert(thresholds)
      .values({ patientId, version, ruleSet, overrides, night, changedBy: actor.userId, changedAt: at, reason })
      .onConflictDoNothing()
      .returning({ version: thresholds.version });
    if (inserted === undefined) throw changedMeanwhile();
    await tx.update(patients).set({ ruleSet }).where(eq(patients.id, patientId));
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'thresholds:changed',
      patientId,
      subjectType: 'thresholds',
      subjectId: `${patientId}:${version}`,
      detail: {
        ...{ version, ruleSet, bounds: Object.keys(overrides) },
        ...(night === null ? {} : { nightBounds: Object.keys(night.overrides) }),
      },
    });
    return toThresholds(await loadChosen(tx, patientId), true);
  });
};

const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'the thresholds were changed meanwhile; look at them again');
