import { eq } from 'drizzle-orm';
import type { QUARANTINE_STATES } from '#contracts/quarantine.ts';
import { underlying, type Transaction } from '#database/client.ts';
import { quarantinedReadings } from '#database/schema/index.ts';
import { lockDetector } from '#ingest/invalidate.ts';
import { recordAudit } from '../../audit.ts';
import { settleAlertsOfQuarantined } from '../alerts/settle-quarantined.ts';

export type Settlement = {
  id: string;
  state: Exclude<(typeof QUARANTINE_STATES)[number], 'held'>;
  patientId: string | null;
  userId: string;
  at: Date;
  reason: string;
  /** Whose it was while it was held. */
  heldFor: string | null;
  /** Set when it was released: what it became, and which fields the person put right. */
  released: { observationId: string | null; corrected: readonly string[] } | null;
};

/** Writes down what became of a held reading, by whom and why, and closes what it had raised. The bytes stay. */
export const settle = async (tx: Transaction, settlement: Settlement): Promise<void> => {
  const { id, state, patientId, userId, at, reason, heldFor, released } = settlement;
  const observationId = released?.observationId ?? null;
  // Before the row itself, as ingest does: it may be about to raise something else about this patient.
  if (heldFor !== null) await lockDetector(underlying(tx), heldFor);
  await tx
    .update(quarantinedReadings)
    .set({ state, patientId, settledAt: at, settledBy: userId, settledReason: reason })
    .where(eq(quarantinedReadings.id, id));
  await recordAudit(tx, {
    actor: { type: 'user', id: userId },
    at,
    action: `reading:${state}`,
    patientId,
    subjectType: 'quarantined-reading',
    subjectId: id,
    ...(released === null ? {} : { detail: { observationId, corrected: released.corrected } }),
  });
  if (heldFor === null) return;
  await settleAlertsOfQuarantined(tx, { quarantinedId: id, patientId: heldFor, observationId, userId, at, reason });
};
