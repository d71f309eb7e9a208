import type { z } from 'zod';
import type { Consultation, JoinGrant } from '#contracts/consultation.ts';
import type {
  GuestView as GuestViewShape,
  InvitedGuest as InvitedGuestShape,
  InviteGuest as InviteGuestShape,
} from '#contracts/visit-guest.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

export type GuestView = z.infer<typeof GuestViewShape>;
export type InvitedGuest = z.infer<typeof InvitedGuestShape>;
export type Invitation = z.infer<typeof InviteGuestShape>;

type ConsultationAnswer = { consultation: Consultation };
type GuestAnswer = { guest: GuestView };

/** Makes a link for one person; what it answers is the only time that the link is seen. */
export const inviteGuest = (consultationId: string, invitation: Invitation): Promise<InvitedGuest> =>
  request('POST', apiPath`/api/consultations/${consultationId}/guests`, invitation);

export const admitGuest = async (consultationId: string, guestId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/guests/${guestId}/admit`, {}))
    .consultation;

/** Takes an invitation back, or puts a guest out. */
export const removeGuest = async (consultationId: string, guestId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('DELETE', apiPath`/api/consultations/${consultationId}/guests/${guestId}`))
    .consultation;

/** Uses the link up: from now on this browser is the guest. A `conflict` where another one is, or the link is over. */
export const openInvitation = async (token: string): Promise<GuestView> =>
  (await request<GuestAnswer>('POST', '/api/guest/open', { token })).guest;

/** How far this browser's guest is; `unauthenticated` where it is nobody's. */
export const readGuest = async (): Promise<GuestView> => (await request<GuestAnswer>('GET', '/api/guest')).guest;

export const joinAsGuest = (): Promise<JoinGrant> => request('POST', '/api/guest/join', {});

/** For good: the link does not lead back. */
export const leaveAsGuest = async (): Promise<GuestView> =>
  (await request<GuestAnswer>('POST', '/api/guest/leave', {})).guest;
