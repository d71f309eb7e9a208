import { z } from 'zod';
import { Alert, ALERT_EVENT_TYPES } from './alert.ts';
import { Consultation } from './consultation.ts';
import { EventId, Id, Instant } from './ids.ts';
import { VisitEntry } from './visit-chat.ts';

export const CONSULTATION_EVENT_TYPES = [
  'booked',
  'ringing',
  'checked-in',
  'admitted',
  'started',
  'ended',
  'cancelled',
  'no-showed',
  'declined',
  'missed',
  /** A further clinician was asked to come into the visit. */
  'called-in',
  /** One of those invited tried camera, sound and line. */
  'call-checked',
  /** A guest was invited, has opened the link, was let in, came or went. */
  'guest-changed',
  'note-saved',
  'note-signed',
  'note-amended',
  'rated',
  /** The room moved to another media node: everyone inside joins again. */
  'room-moved',
] as const;

export const OBSERVATION_EVENT_TYPES = [
  /** Somebody said that it was somebody else's: it counts no longer, and no chart shows it. */
  'invalidated',
] as const;

export const MESSAGE_EVENT_TYPES = ['sent', 'read'] as const;

/** Something was written, or a file handed over, in a visit. It changes nothing of the visit itself. */
export const VISIT_ENTRY_NOTIFICATION = 'consultation:entry-added';

const envelope = { eventId: EventId, occurredAt: Instant, patientId: Id };

/** Something happened to an alert; the payload is the alert as it was then, so that a page needs no second request. */
export const AlertNotification = z.strictObject({ ...envelope, alert: Alert });
export const ConsultationNotification = z.strictObject({ ...envelope, consultation: Consultation });

export const ObservationNotification = z.strictObject({ ...envelope, observationId: Id });

/** Which message it is; its text is asked for over HTTP, by those who may read it then. */
export const MessageNotification = z.strictObject({ ...envelope, messageId: Id, alertId: Id.nullable() });

/** The entry as it stands in the visit's chat; of a file all but its bytes. */
export const VisitEntryNotification = z.strictObject({ ...envelope, entry: VisitEntry });

export const ALERT_NOTIFICATIONS = ALERT_EVENT_TYPES.map((type) => `alert:${type}` as const);
export const CONSULTATION_NOTIFICATIONS = CONSULTATION_EVENT_TYPES.map((type) => `consultation:${type}` as const);

export const OBSERVATION_NOTIFICATIONS = OBSERVATION_EVENT_TYPES.map((type) => `observation:${type}` as const);
export const MESSAGE_NOTIFICATIONS = MESSAGE_EVENT_TYPES.map((type) => `message:${type}` as const);

export type AlertNotificationName = (typeof ALERT_NOTIFICATIONS)[number];
export type ConsultationNotificationName = (typeof CONSULTATION_NOTIFICATIONS)[number];
export type ObservationNotificationName = (typeof OBSERVATION_NOTIFICATIONS)[number];
export type MessageNotificationName = (typeof MESSAGE_NOTIFICATIONS)[number];
export type VisitEntryNotificationName = typeof VISIT_ENTRY_NOTIFICATION;
export type NotificationName =
  | AlertNotificationName
  | ConsultationNotificationName
  | ObservationNotificationName
  | MessageNotificationName
  | VisitEntryNotificationName;

export type NotificationPayload<N extends NotificationName> = N extends AlertNotificationName
  ? z.infer<typeof AlertNotification>
  : N extends ConsultationNotificationName
    ? z.infer<typeof ConsultationNotification>
    : N extends MessageNotificationName
      ? z.infer<typeof MessageNotification>
      : N extends VisitEntryNotificationName
        ? z.infer<typeof VisitEntryNotification>
        : z.infer<typeof ObservationNotification>;
