import { eq } from 'drizzle-orm';
import { OPEN_GUEST_STATES, type GuestState } from '#contracts/guest-states.ts';
import type { GuestView } from '#contracts/visit-guest.ts';
import { consultations } from '#database/schema/index.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { findGuestForChange } from './find-guest.ts';
import { putOut } from './put-out.ts';
import { GUEST, recordGuestChange } from './record-change.ts';
import { toGuestView, type GuestSession } from './session.ts';

/** A guest is done, and does not come back with this link. Once more changes nothing. */
export const leaveAsGuest = (deps: Deps, session: GuestSession): Promise<GuestView> =>
  inTransaction(deps, async (tx) => {
    const { id: guestId, consultationId, patientId, clinicianName } = session;
    await tx
      .select({ id: consultations.id })
      .from(consultations)
      .where(eq(consultations.id, consultationId))
      .for('update');
    const guest = await findGuestForChange(tx, { consultationId, guestId });
    if (!(OPEN_GUEST_STATES as readonly GuestState[]).includes(guest.state)) {
      return toGuestView({ ...guest, clinicianName });
    }
    const at = await databaseNow(tx);
    await putOut(tx, guest, 'left', at);
    await recordGuestChange(tx, { guest, patientId, what: 'left', actor: GUEST, at });
    return toGuestView({ ...guest, state: 'left', clinicianName });
  });
