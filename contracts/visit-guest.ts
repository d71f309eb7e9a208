import { z } from 'zod';
import { GUEST_KINDS, GUEST_NAME_MAX, GUEST_RELATION_MAX, GUEST_STATES } from './guest-states.ts';
import { Id, Instant } from './ids.ts';

/** Somebody without an account who comes to one visit, as those of the visit see them. */
export const VisitGuest = z.strictObject({
  id: Id,
  name: z.string(),
  kind: z.enum(GUEST_KINDS),
  /** What they are to the patient, or for whom they work, in words of whoever invited them. */
  relation: z.string().nullable(),
  state: z.enum(GUEST_STATES),
  invitedBy: Id,
  invitedAt: Instant,
  /** The link, and the session that it was exchanged for, end then at the latest. */
  expiresAt: Instant,
  /** First in the call, as the media node reports it. */
  joinedAt: Instant.nullable(),
  /** Last out of the call; null while they are in it, or never were. */
  leftAt: Instant.nullable(),
});
export type VisitGuest = z.infer<typeof VisitGuest>;

export const InviteGuest = z.strictObject({
  name: z.string().trim().min(1).max(GUEST_NAME_MAX),
  kind: z.enum(GUEST_KINDS),
  relation: z.string().trim().min(1).max(GUEST_RELATION_MAX).optional(),
});
export type InviteGuest = z.infer<typeof InviteGuest>;

/** `link` is answered this once: a path of our own pages with the token behind `#`, so that it reaches no log. */
export const InvitedGuest = z.strictObject({ guest: VisitGuest, link: z.string() });
export type InvitedGuest = z.infer<typeof InvitedGuest>;

/** 256 random bits as base64url. */
export const OpenInvitation = z.strictObject({
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not complete: open the link again'),
});
export type OpenInvitation = z.infer<typeof OpenInvitation>;

/** All that a guest is told: who they are here, how far they are, and whose visit it is while it is open to them. */
export const GuestView = z.strictObject({
  id: Id,
  name: z.string(),
  state: z.enum(GUEST_STATES),
  visit: z.strictObject({ clinicianName: z.string() }).nullable(),
});
export type GuestView = z.infer<typeof GuestView>;
