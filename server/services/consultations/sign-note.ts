import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { OPEN_ALERT_STATES, type OwnReason } from '#contracts/alert.ts';
import type { Consultation, SignNote } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { alerts, notes } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { resolveOpenAlert } from '../alerts/resolve.ts';
import { findForChange, readConsultation, requireOwnVisit } from './find-consultation.ts';

/** Signs the note for good; where the visit came from an alert that is still open, this closes it with an outcome. */
export const signNote = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  { outcome }: z.infer<typeof SignNote>,
): Promise<Consultation> => {
  const now = deps.now();
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireOwnVisit(actor, consultation);
    const { patientId, alertId } = consultation;
    if (alertId !== null && outcome === undefined && (await isOpen(tx, alertId))) {
      throw new AppError('invalid', 'this visit came from an alert that is still open: say what came of it', [
        { path: 'outcome', message: 'is required while the alert is open' },
      ]);
    }
    const signed = await tx
      .update(notes)
      .set({ signedAt: now, signedBy: actor.userId })
      .where(and(eq(notes.consultationId, id), isNull(notes.signedAt)))
      .returning({ version: notes.version });
    if (signed.length === 0) throw await refusal(tx, id);
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at: now,
      action: 'consultation:note-signed',
      patientId,
      subjectType: 'consultation',
      subjectId: id,
      detail: { version: signed[0]?.version },
    });
    await announce(tx, { type: 'consultation:note-signed', occurredAt: now, patientId, consultationId: id });
    if (alertId !== null && outcome !== undefined) {
      await resolveOpenAlert(tx, {
        alertId,
        patientId,
        userId: actor.userId,
        outcome,
        reason: 'note-signed' satisfies OwnReason,
      });
    }
  });
  return readConsultation(deps.db, actor, id);
};

const isOpen = async (tx: Transaction, alertId: string): Promise<boolean> => {
  const [alert] = await tx
    .select({ id: alerts.id })
    .from(alerts)
    .where(and(eq(alerts.id, alertId), inArray(alerts.state, [...OPEN_ALERT_STATES])))
    .for('update');
  return alert !== undefined;
};

const refusal = async (tx: Transaction, id: string): Promise<AppError> => {
  const [note] = await tx.select({ signedAt: notes.signedAt }).from(notes).where(eq(notes.consultationId, id));
  return new AppError('conflict', note === undefined ? 'there is no note to sign yet' : 'the note is signed already');
};
