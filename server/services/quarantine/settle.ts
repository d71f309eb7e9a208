import { eq } from 'drizzle-orm';
import type { QUARANTINE_STATES } from '#contracts/quarantine.ts';
import type { Transaction } from '#database/client.ts';
import { quarantinedReadings } from '#database/schema/index.ts';
import { recordAudit } from '../../audit.ts';

export type Settlement = {
  id: string;
  state: Exclude<(typeof QUARANTINE_STATES)[number], 'held'>;
  patientId: string | null;
  userId: string;
  at: Date;
  reason: string;
  detail?: Record<string, unknown>;
};

/** Writes down what became of a held reading, by whom and why. The bytes stay. */
export const settle = async (tx: Transaction, settlement: Settlement): Promise<void> => {
  const { id, state, patientId, userId, at, reason, detail } = settlement;
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
    ...(detail ? { detail } : {}),
  });
};
