import { and, eq, inArray } from 'drizzle-orm';
import type { Actor } from '#contracts/alert.ts';
import { OPEN_GUEST_STATES } from '#contracts/guest-states.ts';
import type { Transaction } from '#database/client.ts';
import { visitGuests } from '#database/schema/index.ts';
import { recordAudit } from '../../audit.ts';

/** Nobody outlives the visit: links, sessions and whoever is inside end with it. The visit's own event tells the pages. */
export const endGuestsWithVisit = async (
  tx: Transaction,
  { id: consultationId, patientId }: { id: string; patientId: string },
  actor: Actor,
  at: Date,
): Promise<void> => {
  const ended = await tx
    .update(visitGuests)
    .set({ state: 'over', endedAt: at })
    .where(and(eq(visitGuests.consultationId, consultationId), inArray(visitGuests.state, [...OPEN_GUEST_STATES])))
    .returning({ id: visitGuests.id, kind: visitGuests.kind });
  for (const { id, kind } of ended) {
    await recordAudit(tx, {
      ...{ actor, at, action: 'guest:ended', patientId },
      ...{ subjectType: 'guest', subjectId: id, detail: { consultationId, kind } },
    });
  }
};
