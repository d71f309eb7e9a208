import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { consultations, visitGuests } from '#database/schema/index.ts';
import { announceGuestChange } from './record-change.ts';

type Presence = { consultationId: string; peerId: string; isThere: boolean };

/** A media node reports that a peer came or went; nothing where that peer is no guest of this visit. */
export const noteGuestPresence = async (
  tx: Transaction,
  { consultationId, peerId, isThere }: Presence,
  at: Date,
): Promise<void> => {
  const isThem = and(eq(visitGuests.consultationId, consultationId), eq(visitGuests.peerId, peerId));
  const came = and(isThem, eq(visitGuests.state, 'admitted'));
  if (isThere) {
    await tx
      .update(visitGuests)
      .set({ joinedAt: at })
      .where(and(came, isNull(visitGuests.joinedAt)));
  }
  const changed = await tx
    .update(visitGuests)
    .set({ leftAt: isThere ? null : at })
    .where(isThere ? came : isThem)
    .returning({ id: visitGuests.id });
  if (changed.length === 0) return;
  const [visit] = await tx
    .select({ patientId: consultations.patientId })
    .from(consultations)
    .where(eq(consultations.id, consultationId));
  if (visit !== undefined) await announceGuestChange(tx, { ...visit, consultationId }, at);
};

/** No guest is in the room any more: it moved to another node, or closed. */
export const markGuestsLeft = async (tx: Transaction, consultationId: string, at: Date): Promise<void> => {
  await tx
    .update(visitGuests)
    .set({ leftAt: at })
    .where(
      and(eq(visitGuests.consultationId, consultationId), isNotNull(visitGuests.joinedAt), isNull(visitGuests.leftAt)),
    );
};
