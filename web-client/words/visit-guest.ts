import { msg } from '@lit/localize';
import type { GuestKind } from '#contracts/guest-states.ts';
import type { VisitGuest } from '#contracts/visit-guest.ts';

const KINDS: Record<GuestKind, () => string> = {
  relative: () => msg('Relative or friend'),
  interpreter: () => msg('Interpreter'),
  expert: () => msg('Outside expert'),
  other: () => msg('Somebody else'),
};

/** What a guest is to the visit. */
export const guestKindWord = (kind: GuestKind): string => KINDS[kind]();

export const GUEST_KIND_CHOICES = Object.keys(KINDS) as readonly GuestKind[];

/** How far a guest is, in a few words. */
export const guestStateWords = ({ state, expiresAt, joinedAt, leftAt }: VisitGuest, now: Date): string => {
  switch (state) {
    case 'invited':
      return Date.parse(expiresAt) <= now.getTime() ? msg('The link is too old') : msg('Has not opened the link yet');
    case 'waiting':
      return msg('Waits to be let in');
    case 'admitted':
      if (joinedAt === null) return msg('Let in, joining');
      return leftAt === null ? msg('In the call') : msg('Let in, not in the call now');
    case 'left':
      return msg('Has left');
    case 'removed':
      return msg('Removed');
    case 'revoked':
      return msg('Link withdrawn');
    case 'over':
      return joinedAt === null ? msg('Did not come') : msg('Was in the call');
  }
};
