import type { Actor } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { recordAudit } from '../../audit.ts';
import { announce } from '../../outbox.ts';
import type { GuestRow } from './to-guest.ts';

/** Somebody without an account, known by the link that they opened; which one is the audit row's subject. */
export const GUEST: Actor = { type: 'system', id: 'guest' };

export type GuestChange = {
  guest: Pick<GuestRow, 'id' | 'kind' | 'consultationId'>;
  patientId: string;
  what: 'invited' | 'opened' | 'admitted' | 'joined' | 'left' | 'removed' | 'revoked' | 'ended';
  actor: Actor;
  at: Date;
};

/** Written down with the change, and announced to every page that shows the visit. */
export const recordGuestChange = async (
  tx: Transaction,
  { guest, patientId, what, actor, at }: GuestChange,
): Promise<void> => {
  await recordAudit(tx, {
    actor,
    at,
    action: `guest:${what}`,
    patientId,
    subjectType: 'guest',
    subjectId: guest.id,
    detail: { consultationId: guest.consultationId, kind: guest.kind },
  });
  await announceGuestChange(tx, { patientId, consultationId: guest.consultationId }, at);
};

export const announceGuestChange = (
  tx: Transaction,
  visit: { patientId: string; consultationId: string },
  at: Date,
): Promise<void> => announce(tx, { type: 'consultation:guest-changed', occurredAt: at, ...visit });
