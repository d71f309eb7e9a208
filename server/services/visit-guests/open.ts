import { eq, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { GuestState } from '#contracts/guest-states.ts';
import type { GuestView, OpenInvitation } from '#contracts/visit-guest.ts';
import type { Transaction } from '#database/client.ts';
import { consultations, users, visitGuests } from '#database/schema/index.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { countUse, RateLimitError } from '../../rate-limit.ts';
import { inTransaction } from '../../transaction.ts';
import { sha256OfSecret } from '../devices/secret.ts';
import { GUEST, recordGuestChange } from './record-change.ts';
import { newGuestSecret } from './secret.ts';
import { toGuestView } from './session.ts';
import type { GuestRow } from './to-guest.ts';

/** Nobody guesses 256 bits; this bounds what trying costs us, and lets a whole ward through from behind one address. */
const LIMIT = { max: 60, windowMs: 60_000 };

export type Opening = {
  token: OpenInvitation['token'];
  /** The session that this browser holds already, if any. */
  heldSecret: string | undefined;
  /** The part of the address that one subscriber holds. */
  network: string;
};

/** `session` is null where this browser has it already. */
export type Opened = { view: GuestView; session: { secret: string; expiresAt: Date } | null };

/**
 * Exchanges the token of a link for a session, once: whoever opens it afterwards, on another device or with a copy of the
 * link, is refused, and the guest who was meant notices. The browser that opened it may open it again.
 */
export const openInvitation = async (deps: Deps, { token, heldSecret, network }: Opening): Promise<Opened> => {
  const waitS = await countUse(deps.db, { key: `guest-open:${network}`, ...LIMIT });
  if (waitS !== null) throw new RateLimitError(waitS, 'too many attempts; try again in a moment');
  const secret = newGuestSecret();
  return inTransaction(deps, async (tx) => {
    const { guest, patientId, clinicianName } = await findByToken(tx, token);
    const { id, name, expiresAt } = guest;
    const isHeldHere =
      heldSecret !== undefined &&
      guest.sessionSha256 !== null &&
      Buffer.from(sha256OfSecret(heldSecret)).equals(guest.sessionSha256);
    if (isHeldHere) return { view: toGuestView({ ...guest, clinicianName }), session: null };
    const at = await databaseNow(tx);
    if (guest.state !== 'invited') throw new AppError('conflict', REFUSALS[guest.state]);
    if (expiresAt <= at) throw new AppError('conflict', 'this link is too old: ask for a new one');
    await tx
      .update(visitGuests)
      .set({ state: 'waiting', openedAt: at, sessionSha256: sha256OfSecret(secret) })
      .where(eq(visitGuests.id, id));
    await recordGuestChange(tx, { guest, patientId, what: 'opened', actor: GUEST, at });
    return { view: toGuestView({ id, name, state: 'waiting', clinicianName }), session: { secret, expiresAt } };
  });
};

/** Only whoever has the real token is told what became of it. */
const REFUSALS = {
  waiting: 'this link was opened before: ask for a new one',
  admitted: 'this link was opened before: ask for a new one',
  left: 'this link was opened before: ask for a new one',
  removed: 'this link was opened before: ask for a new one',
  revoked: 'this link was withdrawn: ask for a new one',
  over: 'this visit is over',
} as const satisfies Record<Exclude<GuestState, 'invited'>, string>;

type Invitation = { guest: GuestRow; patientId: string; clinicianName: string };

/** The visit is locked before its guest, as everywhere: of two who open at once, one waits and then finds it used. */
const findByToken = async (tx: Transaction, token: string): Promise<Invitation> => {
  const hasToken = eq(visitGuests.tokenSha256, sha256OfSecret(token));
  const [visit] = await tx
    .select({ patientId: consultations.patientId, clinicianName: users.name })
    .from(consultations)
    .innerJoin(users, eq(users.id, consultations.clinicianId))
    .where(
      sql`${consultations.id} = (${tx.select({ id: visitGuests.consultationId }).from(visitGuests).where(hasToken)})`,
    )
    .for('update', { of: consultations });
  const [guest] = visit === undefined ? [] : await tx.select().from(visitGuests).where(hasToken).for('update');
  if (visit === undefined || guest === undefined) throw new AppError('not_found', 'this link is not valid');
  return { guest, ...visit };
};
