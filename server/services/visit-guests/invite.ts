import { and, count, eq, inArray } from 'drizzle-orm';
import { CONSULTATION_TRANSITIONS } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { OPEN_GUEST_STATES } from '#contracts/guest-states.ts';
import type { InvitedGuest, InviteGuest } from '#contracts/visit-guest.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { visitGuests } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, requireItsPatient, requireOwnVisit } from '../consultations/find-consultation.ts';
import { sha256OfSecret } from '../devices/secret.ts';
import { recordGuestChange } from './record-change.ts';
import { newGuestSecret } from './secret.ts';
import { toVisitGuest } from './to-guest.ts';

/** A conversation with more people than this is no visit any more, and a phone cannot show them. */
const MOST_GUESTS = 5;

const DAY_MS = 24 * 3_600_000;

/** A link lasts for a week at most, and until a day after the visit's time: one for later would be dead by then. */
const EARLIEST_INVITATION_MS = 6 * DAY_MS;

/**
 * A link by which one more person may come to this visit: for the clinician whose visit it is, and for the patient. The
 * token is answered here and nowhere else.
 */
export const inviteGuest = async (
  deps: Deps,
  actor: SignedIn,
  consultationId: string,
  { name, kind, relation }: InviteGuest,
): Promise<InvitedGuest> => {
  const token = newGuestSecret();
  const guest = await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, consultationId);
    if (actor.role === 'patient') requireItsPatient(actor, consultation);
    else requireOwnVisit(actor, consultation);
    if (CONSULTATION_TRANSITIONS[consultation.state].length === 0) {
      throw new AppError('conflict', 'this consultation is over');
    }
    const at = await databaseNow(tx);
    const beginsAtMs = Math.max(at.getTime(), consultation.startsAt.getTime());
    if (beginsAtMs - at.getTime() > EARLIEST_INVITATION_MS) {
      throw new AppError('conflict', `invite at most ${EARLIEST_INVITATION_MS / DAY_MS} days before the visit`);
    }
    await requireRoom(tx, consultationId);
    const [row] = await tx
      .insert(visitGuests)
      .values({
        ...{ id: newId(), consultationId, name, kind, relation: relation ?? null, peerId: newId() },
        ...{ tokenSha256: sha256OfSecret(token), invitedBy: actor.userId, invitedAt: at },
        expiresAt: new Date(beginsAtMs + DAY_MS),
      })
      .returning();
    if (row === undefined) throw new Error('a guest was not stored');
    const by = { type: 'user', id: actor.userId } as const;
    await recordGuestChange(tx, { guest: row, patientId: consultation.patientId, what: 'invited', actor: by, at });
    return row;
  });
  return { guest: toVisitGuest(guest), link: `/guest#${token}` };
};

/** The visit's row is locked: two who invite at once take turns. */
const requireRoom = async (tx: Transaction, consultationId: string): Promise<void> => {
  const [open] = await tx
    .select({ count: count() })
    .from(visitGuests)
    .where(and(eq(visitGuests.consultationId, consultationId), inArray(visitGuests.state, [...OPEN_GUEST_STATES])));
  if ((open?.count ?? 0) >= MOST_GUESTS) {
    throw new AppError('conflict', `at most ${MOST_GUESTS} guests at once: remove one first`);
  }
};
