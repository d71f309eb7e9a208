import { eq } from 'drizzle-orm';
import type { IntakeSecret } from '#contracts/intake.ts';
import { intakeSources } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { intakeSecret, newSalt, serialiseSecret } from '../intake/secret.ts';
import { lockActiveSource } from './lock-active-source.ts';
import { loadIntakeSource } from './to-intake-source.ts';

const HOUR_MS = 3_600_000;

/** Gives a source a new secret; the one before is taken for some hours more, so that the sender may change over. */
export const rotateIntakeSecret = async (
  deps: Deps,
  actor: SignedIn,
  sourceId: string,
  keepPreviousForHours: number,
): Promise<IntakeSecret> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  const secretSalt = newSalt();
  const secret = serialiseSecret(intakeSecret(deps.config, sourceId, secretSalt));
  return inTransaction(deps, async (tx) => {
    const before = await lockActiveSource(tx, sourceId);
    const isKept = keepPreviousForHours > 0;
    await tx
      .update(intakeSources)
      .set({
        secretSalt,
        previousSalt: isKept ? before.secretSalt : null,
        previousUntil: isKept ? new Date(at.getTime() + keepPreviousForHours * HOUR_MS) : null,
      })
      .where(eq(intakeSources.id, sourceId));
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'intake-source:secret-rotated',
      patientId: null,
      subjectType: 'intake-source',
      subjectId: sourceId,
      detail: { keepPreviousForHours },
    });
    return { source: await loadIntakeSource(tx, actor, sourceId), secret };
  });
};
