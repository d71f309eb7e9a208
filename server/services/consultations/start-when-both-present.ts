import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { consultationParticipants as participants, consultations } from '#database/schema/index.ts';
import { transition } from './transition.ts';

/** A visit begins when patient and clinician are both in the room, as the media node reports it. */
export const startWhenBothPresent = async (tx: Transaction, consultationId: string, now: Date): Promise<void> => {
  const [consultation] = await tx
    .select({ state: consultations.state })
    .from(consultations)
    .where(eq(consultations.id, consultationId))
    .for('update');
  if (consultation?.state !== 'admitted') return;
  const present = await tx
    .select({ role: participants.role })
    .from(participants)
    .where(
      and(
        eq(participants.consultationId, consultationId),
        isNotNull(participants.joinedAt),
        isNull(participants.leftAt),
      ),
    );
  const roles = new Set(present.map(({ role }) => role));
  if (!roles.has('patient') || !roles.has('clinician')) return;
  const actor = { type: 'system', id: 'media-control' } as const;
  await transition(tx, consultationId, { to: 'in_progress', actor, set: { startedAt: now } }, now);
};
