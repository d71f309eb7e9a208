import { and, eq, gt, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import { OPEN_GUEST_STATES, type GuestState } from '#contracts/guest-states.ts';
import type { GuestView } from '#contracts/visit-guest.ts';
import { consultations, users, visitGuests } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { countUse, RateLimitError } from '../../rate-limit.ts';
import { sha256OfSecret } from '../devices/secret.ts';

/** A page asks every three seconds; this leaves room for a second tab and for coming back to a call that broke. */
const LIMIT = { max: 90, windowMs: 60_000 };

/** Whoever has a guest's session: all that the requests of a guest need, and nothing of the record. */
export type GuestSession = {
  id: string;
  name: string;
  kind: (typeof visitGuests.$inferSelect)['kind'];
  state: GuestState;
  peerId: string;
  consultationId: string;
  patientId: string;
  clinicianName: string;
};

/**
 * The guest to whom this secret belongs, as they are now; `unauthenticated` where it is nobody's or too old. One whose
 * part is over is still found, so that their page can say how it ended.
 */
export const requireGuest = async (deps: Pick<Deps, 'db'>, secret: string | undefined): Promise<GuestSession> => {
  const [guest] =
    secret === undefined
      ? []
      : await deps.db
          .select({
            id: visitGuests.id,
            name: visitGuests.name,
            kind: visitGuests.kind,
            state: visitGuests.state,
            peerId: visitGuests.peerId,
            consultationId: visitGuests.consultationId,
            patientId: consultations.patientId,
            clinicianName: users.name,
          })
          .from(visitGuests)
          .innerJoin(consultations, eq(consultations.id, visitGuests.consultationId))
          .innerJoin(users, eq(users.id, consultations.clinicianId))
          .where(and(eq(visitGuests.sessionSha256, sha256OfSecret(secret)), gt(visitGuests.expiresAt, sql`now()`)));
  if (guest === undefined) throw new AppError('unauthenticated', 'open the link of your invitation first');
  const waitS = await countUse(deps.db, { key: `guest:${guest.id}`, ...LIMIT });
  if (waitS !== null) throw new RateLimitError(waitS, 'too many requests; try again in a moment');
  return guest;
};

/** What a guest is told; once their part is over, only that it is, and how. */
export const toGuestView = ({
  id,
  name,
  state,
  clinicianName,
}: Pick<GuestSession, 'id' | 'name' | 'state' | 'clinicianName'>): GuestView => ({
  id,
  name,
  state,
  visit: (OPEN_GUEST_STATES as readonly GuestState[]).includes(state) ? { clinicianName } : null,
});
