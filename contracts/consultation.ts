import { z } from 'zod';
import { CallCheckSummary } from './call-check.ts';
import { Id, Instant, NextCursor, Page } from './ids.ts';
import { Outcome } from './alert.ts';
import { VisitGuest } from './visit-guest.ts';
import { VISIT_RATINGS } from './visit-rating.ts';

export const CONSULTATION_STATES = [
  'booked',
  'ringing',
  'checked_in',
  'admitted',
  'in_progress',
  'ended',
  'cancelled',
  'no_show',
  'declined',
  'missed',
] as const;
export const ConsultationState = z.enum(CONSULTATION_STATES);
export type ConsultationState = z.infer<typeof ConsultationState>;

/** The one state machine of a visit: what may follow what. */
export const CONSULTATION_TRANSITIONS = {
  booked: ['ringing', 'checked_in', 'cancelled', 'no_show'],
  ringing: ['admitted', 'declined', 'missed', 'cancelled'],
  checked_in: ['admitted', 'cancelled', 'no_show'],
  admitted: ['in_progress', 'ended', 'cancelled'],
  in_progress: ['ended'],
  ended: [],
  cancelled: [],
  no_show: [],
  declined: [],
  missed: [],
} as const satisfies Record<ConsultationState, readonly ConsultationState[]>;

/** A call that nobody answers for this long is missed. */
export const RING_TIMEOUT_MS = 45_000;

export const PARTICIPANT_ROLES = ['patient', 'clinician'] as const;

/** A guest has no account: they are known to the media node alone, and stand beside the participants. */
export const PEER_ROLES = [...PARTICIPANT_ROLES, 'guest'] as const;

export const Participant = z.strictObject({
  userId: Id,
  name: z.string(),
  role: z.enum(PARTICIPANT_ROLES),
  joinedAt: Instant.nullable(),
  leftAt: Instant.nullable(),
  /** The newest check of their camera, sound and line for this visit. A patient sees their own only. */
  check: CallCheckSummary.nullable(),
});

/** What was added to a signed note, which itself never changes. */
export const NoteAmendment = z.strictObject({
  id: Id,
  text: z.string(),
  /** Why the note had to be added to. */
  reason: z.string(),
  by: Id,
  byName: z.string(),
  at: Instant,
});
export type NoteAmendment = z.infer<typeof NoteAmendment>;

export const Note = z.strictObject({
  consultationId: Id,
  subjective: z.string(),
  objective: z.string(),
  assessment: z.string(),
  plan: z.string(),
  /** For the patient, in plain words; may be empty. */
  summary: z.string(),
  version: z.int(),
  signedAt: Instant.nullable(),
  signedBy: Id.nullable(),
  /** The oldest first; only a signed note has any. */
  amendments: z.array(NoteAmendment),
});
export type Note = z.infer<typeof Note>;

export const PutNote = z.strictObject({
  subjective: z.string().max(10_000),
  objective: z.string().max(10_000),
  assessment: z.string().max(10_000),
  plan: z.string().max(10_000),
  /** Left out: as it was. */
  summary: z.string().max(10_000).optional(),
  basedOnVersion: z.int(),
});

export const AmendNote = z.strictObject({
  text: z.string().trim().min(1).max(10_000),
  reason: z.string().trim().min(3).max(500),
});

/** Signing closes the alert that the visit came from; the outcome is required then. */
export const SignNote = z.strictObject({ outcome: Outcome.optional() });

export const RateVisit = z.strictObject({
  rating: z.enum(VISIT_RATINGS),
  comment: z.string().trim().max(1_000).optional(),
});

export const Consultation = z.strictObject({
  id: Id,
  patientId: Id,
  patientName: z.string(),
  clinicianId: Id,
  clinicianName: z.string(),
  alertId: Id.nullable(),
  state: ConsultationState,
  startsAt: Instant,
  ringingSince: Instant.nullable(),
  /** Since when the patient has been in the waiting room, or was, of a booked visit. */
  checkedInAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  endReason: z.string().nullable(),
  participants: z.array(Participant),
  /** Those invited by a link, the first invited first. An event that was stored before there were guests has none. */
  guests: z.array(VisitGuest).default([]),
  note: Note.nullable(),
  rating: z
    .strictObject({ rating: z.enum(VISIT_RATINGS), comment: z.string().nullable(), ratedAt: Instant })
    .nullable(),
  /** Shown to the clinician when a call was not answered. */
  fallback: z
    .strictObject({
      phone: z.string().nullable(),
      emergencyContact: z.strictObject({ name: z.string(), phone: z.string() }).nullable(),
    })
    .nullable(),
});
export type Consultation = z.infer<typeof Consultation>;

export const ConsultationList = z.strictObject({ consultations: z.array(Consultation), nextCursor: NextCursor });
export const ConsultationQuery = Page.extend({
  patientId: Id.optional(),
  /** Those that came of this alert. */
  alertId: Id.optional(),
  state: z.union([ConsultationState, z.literal('open')]).optional(),
});

/** Without `startsAt` the call starts, and rings, now. */
export const CreateConsultation = z.strictObject({
  patientId: Id,
  startsAt: Instant.optional(),
  alertId: Id.optional(),
});

/** A colleague of the care team is asked to come into the visit. */
export const CallIn = z.strictObject({ userId: Id });

export const EndConsultation = z.strictObject({ reason: z.string().max(200).optional() });

export const IceServer = z.strictObject({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});

export const JoinGrant = z.strictObject({
  roomId: Id,
  peerId: Id,
  mediaUrl: z.string(),
  token: z.string(),
  iceServers: z.array(IceServer),
});
export type JoinGrant = z.infer<typeof JoinGrant>;
