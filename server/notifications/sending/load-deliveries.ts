import { eq, inArray, sql } from 'drizzle-orm';
import type { DeliveryReason } from '#contracts/channel.ts';
import type { Database } from '#database/client.ts';
import {
  alerts,
  deliveries,
  events,
  notificationEndpoints,
  patients,
  relatives,
  users,
} from '#database/schema/index.ts';
import type { Settings } from '../../services/notification-settings/read-settings.ts';
import { hasSnoozed } from '../../services/alerts/snoozed.ts';
import { OFFER_STANDS } from '../../services/hand-overs/standing.ts';
import { isRecipient } from '../recipients.ts';
import type { HandOverNews } from '../texts/alert-text.ts';

/** Everything that sending one delivery needs, as it stands now. */
export const loadDeliveries = async (db: Database, ids: readonly string[]) =>
  db
    .select({
      id: deliveries.id,
      /** How many other alerts are told by this message. */
      others: sql<number>`(
        select count(distinct others.alert_id)::int from deliveries others
        where others.grouped_into = ${deliveries.id} and others.alert_id <> ${deliveries.alertId}
      )`,
      endpointId: notificationEndpoints.id,
      channel: notificationEndpoints.channel,
      attempts: deliveries.attempts,
      ttlS: sql<number>`greatest(0, floor(extract(epoch from ${deliveries.giveUpAt} - now())))::int`,
      address: notificationEndpoints.address,
      pushKeys: notificationEndpoints.pushKeys,
      locale: notificationEndpoints.locale,
      isUsable: sql<boolean>`${notificationEndpoints.verifiedAt} is not null and ${notificationEndpoints.disabledAt} is null`,
      isRecipient: sql<boolean>`not ${users.banned} and ${isRecipient(sql`${users.id}`, sql`${patients.id}`)}`,
      isSnoozed: sql<boolean>`${hasSnoozed(sql`${users.id}`)}`,
      /** To a relative whom the patient chose. */
      relation: relatives.relation,
      isPatient: sql<boolean>`coalesce(${patients.userId} = ${users.id}, false)`,
      /** What it says of a hand-over, and nothing else: that the alert is handed to them, or that it is still theirs. */
      handOver: sql<HandOverNews | null>`(
        select case event.type when 'alert:hand-over-offered' then 'offered'
          when 'alert:hand-over-declined' then 'still-yours' when 'alert:hand-over-lapsed' then 'still-yours' end
        from ${events} event where event.id = ${deliveries.eventId}
      )`,
      /** The alert is offered to them now. */
      isOffered: sql<boolean>`exists (
        select 1 from alert_hand_overs offer
        join alerts about on about.id = offer.alert_id
        where offer.alert_id = ${alerts.id} and offer.to_user_id = ${users.id} and ${OFFER_STANDS}
      )`,
      /** They have it. */
      isTheirs: sql<boolean>`coalesce(${alerts.state} = 'acknowledged' and ${alerts.acknowledgedBy} = ${users.id}, false)`,
      alertId: alerts.id,
      alertState: alerts.state,
      ruleId: alerts.ruleId,
      lane: alerts.lane,
      severity: alerts.severity,
      explanation: alerts.explanation,
      patientName: patients.name,
      region: patients.region,
      timeZone: patients.timeZone,
      glucoseUnit: patients.glucoseUnit,
    })
    .from(deliveries)
    .innerJoin(notificationEndpoints, eq(notificationEndpoints.id, deliveries.endpointId))
    .leftJoin(relatives, eq(relatives.id, notificationEndpoints.relativeId))
    .innerJoin(users, eq(users.id, deliveries.recipientId))
    .innerJoin(alerts, eq(alerts.id, deliveries.alertId))
    .innerJoin(patients, eq(patients.id, alerts.patientId))
    .where(inArray(deliveries.id, [...ids]));

export type LoadedDelivery = Awaited<ReturnType<typeof loadDeliveries>>[number];

/**
 * A clinician is told until somebody takes the alert; that it is handed to them, while it is, and that it is still theirs,
 * while they have it. The patient is told what to do until it is closed.
 */
const isAnswered = ({ alertState, isPatient, handOver, isOffered, isTheirs }: LoadedDelivery): boolean => {
  if (handOver === 'offered') return !isOffered;
  if (handOver === 'still-yours') return !isTheirs;
  return alertState === 'resolved' || alertState === 'withdrawn' || (alertState === 'acknowledged' && !isPatient);
};

/** Why this is not to be sent after all; null where it is. Much may have changed since it was queued. */
export const reasonNotToSend = (delivery: LoadedDelivery, { channels }: Settings): DeliveryReason | null => {
  if (!delivery.isUsable) return 'endpoint-disabled';
  if (!delivery.isRecipient) return 'not-a-recipient';
  if (!channels.includes(delivery.channel)) return 'channel-off';
  if (delivery.isSnoozed && !delivery.isPatient) return 'snoozed';
  return isAnswered(delivery) ? 'answered' : null;
};
