import type { Consultation } from '#contracts/consultation.ts';
import type { Role } from '#contracts/user.ts';

/** A patient reads the signed note of their own visit; a draft is still the clinician's, and so is their own check. */
export const asSeenBy = (role: Role, consultation: Consultation): Consultation =>
  role === 'patient'
    ? {
        ...consultation,
        fallback: null,
        participants: consultation.participants.map((one) => (one.role === 'patient' ? one : { ...one, check: null })),
        note: consultation.note?.signedAt == null ? null : consultation.note,
      }
    : consultation;
