import { AppError } from '#contracts/errors.ts';
import type { CreateIntakeSource, IntakeSecret } from '#contracts/intake.ts';
import { intakeSources } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { intakeSecret, newSalt, serialiseSecret } from '../intake/secret.ts';
import { loadIntakeSource } from './to-intake-source.ts';

/** Registers a sender of webhooks. Its secret is in this answer and nowhere else. */
export const createIntakeSource = async (
  deps: Deps,
  actor: SignedIn,
  { id, label }: CreateIntakeSource,
): Promise<IntakeSecret> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  const secretSalt = newSalt();
  const secret = serialiseSecret(intakeSecret(deps.config, id, secretSalt));
  return inTransaction(deps, async (tx) => {
    const [created] = await tx
      .insert(intakeSources)
      .values({ id, label, secretSalt, createdAt: at, createdBy: actor.userId })
      .onConflictDoNothing()
      .returning({ id: intakeSources.id });
    if (created === undefined) throw new AppError('conflict', 'there is a source with this id already');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'intake-source:created',
      patientId: null,
      subjectType: 'intake-source',
      subjectId: id,
    });
    return { source: await loadIntakeSource(tx, actor, id), secret };
  });
};
