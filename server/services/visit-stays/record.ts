import { and, count, eq, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { AppError } from '#contracts/errors.ts';
import type { StayTotals } from '#contracts/visit-stay.ts';
import type { Transaction } from '#database/client.ts';
import { consultationParticipants, visitStays } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange } from '../consultations/find-consultation.ts';

/** The last word on a stay comes when it is over, on whatever is left of the line. */
const LATE_MS = 10 * 60_000;
/** Pages of one person opened again and again in one visit. */
const MOST_STAYS = 50;

/** What was counted only grows: what was said before and comes later takes nothing back. */
const growing = (column: PgColumn): SQL => sql`greatest(${column}, excluded.${sql.identifier(column.name)})`;

const GROWING = {
  joinMs: sql`coalesce(${visitStays.joinMs}, excluded.join_ms)`,
  connectedMs: growing(visitStays.connectedMs),
  reconnects: growing(visitStays.reconnects),
  reconnectingMs: growing(visitStays.reconnectingMs),
  frozenMs: growing(visitStays.frozenMs),
  voiceOnlyMs: growing(visitStays.voiceOnlyMs),
  weakMs: growing(visitStays.weakMs),
  packetsReceived: growing(visitStays.packetsReceived),
  packetsMissed: growing(visitStays.packetsMissed),
  packetsSent: growing(visitStays.packetsSent),
  packetsLost: growing(visitStays.packetsLost),
};

const requireJoined = async (tx: Transaction, consultationId: string, userId: string): Promise<void> => {
  const [participant] = await tx
    .select({ joinedAt: consultationParticipants.joinedAt })
    .from(consultationParticipants)
    .where(
      and(eq(consultationParticipants.consultationId, consultationId), eq(consultationParticipants.userId, userId)),
    );
  if (participant === undefined) throw new AppError('forbidden', 'you are not invited to this consultation');
  if (participant.joinedAt === null) throw new AppError('conflict', 'you have not joined this visit');
};

/** Keeps what one person's stay in a visit was like so far, for the clinic's report. The first word of a stay is audited. */
export const recordStay = (
  deps: Deps,
  actor: SignedIn,
  { id, stayId }: { id: string; stayId: string },
  totals: StayTotals,
): Promise<void> =>
  inTransaction(deps, async (tx) => {
    const { patientId, endedAt } = await findForChange(tx, actor, id);
    await requireJoined(tx, id, actor.userId);
    const at = await databaseNow(tx);
    if (endedAt !== null && at.getTime() - endedAt.getTime() > LATE_MS)
      throw new AppError('conflict', 'this visit has long been over');
    const own = and(eq(visitStays.consultationId, id), eq(visitStays.userId, actor.userId));
    const [known] = await tx
      .select({ consultationId: visitStays.consultationId, userId: visitStays.userId })
      .from(visitStays)
      .where(eq(visitStays.id, stayId));
    if (known === undefined) {
      const [{ stays } = { stays: 0 }] = await tx.select({ stays: count() }).from(visitStays).where(own);
      if (stays >= MOST_STAYS) throw new AppError('conflict', `at most ${MOST_STAYS} stays of one person are kept`);
    } else if (known.consultationId !== id || known.userId !== actor.userId) {
      throw new AppError('conflict', 'this stay is of another visit, or of another person');
    }
    await tx
      .insert(visitStays)
      .values({
        id: stayId,
        consultationId: id,
        userId: actor.userId,
        firstReportedAt: at,
        lastReportedAt: at,
        ...totals,
      })
      .onConflictDoUpdate({ target: visitStays.id, set: { ...GROWING, lastReportedAt: at } });
    if (known !== undefined) return;
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'consultation:stay-reported',
      patientId,
      subjectType: 'consultation',
      subjectId: id,
      detail: { stayId },
    });
  });
