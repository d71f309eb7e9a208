import {
  ALERT_NOTIFICATIONS,
  ConsultationNotification,
  CONSULTATION_NOTIFICATIONS,
  MESSAGE_NOTIFICATIONS,
  OBSERVATION_NOTIFICATIONS,
  VISIT_ENTRY_NOTIFICATION,
  type NotificationName,
} from '#contracts/notification.ts';
import { asSeenBy } from '../services/consultations/as-seen-by.ts';
import type { StreamEvent } from '../services/events/read-events.ts';

type Emitter = { emit(name: string, payload: unknown): unknown };

const NAMES = new Set<string>([
  ...ALERT_NOTIFICATIONS,
  ...CONSULTATION_NOTIFICATIONS,
  ...OBSERVATION_NOTIFICATIONS,
  ...MESSAGE_NOTIFICATIONS,
  VISIT_ENTRY_NOTIFICATION,
] satisfies NotificationName[]);

/** Is it for clients? The others are only for our own processes. */
export const isForClients = (event: StreamEvent): event is StreamEvent & { patientId: string } =>
  event.patientId !== null && event.payload !== null && NAMES.has(event.type);

/** As the care team gets it. The relay built the payload by its contract. */
export const sendToCareTeam = (to: Emitter, event: StreamEvent): void => {
  to.emit(event.type, event.payload);
};

/** As the patient gets it: a visit without what is still the clinician's. */
export const sendToPatient = (to: Emitter, event: StreamEvent): void => {
  if (!event.type.startsWith('consultation:') || event.type === VISIT_ENTRY_NOTIFICATION) {
    to.emit(event.type, event.payload);
    return;
  }
  const notification = ConsultationNotification.parse(event.payload);
  to.emit(event.type, { ...notification, consultation: asSeenBy('patient', notification.consultation) });
};
