import { and, asc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AlertDetail, AlertEventType } from '#contracts/alert.ts';
import {
  alertEvents,
  alertFeedback,
  deliveries,
  notificationEndpoints,
  relatives,
  users,
} from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { readHandOverReason } from '../hand-overs/read-reason.ts';
import { readCalls } from './read-calls.ts';
import { readSnoozes } from './read-snoozes.ts';
import { requireAlert } from './require-alert.ts';
import { loadAlert } from './to-alert.ts';

/** Why somebody did this is for the care team, and nothing for the patient. */
const AMONG_COLLEAGUES: ReadonlySet<AlertEventType> = new Set(['snoozed', 'hand-over-offered', 'hand-over-declined']);

const toldWith = alias(deliveries, 'told_with');

/** One alert with everything that happened to it and who was told. */
export const readAlert = async ({ db }: Deps, actor: SignedIn, alertId: string): Promise<AlertDetail> => {
  await requireAlert(db, actor, alertId, 'read');
  const [alert, events, calls, snoozes, handOverReason, told, [feedback]] = await Promise.all([
    loadAlert(db, alertId),
    db
      .select({ event: alertEvents, actorName: users.name })
      .from(alertEvents)
      .leftJoin(
        users,
        sql`${alertEvents.actor} ->> 'type' = 'user' and ${users.id}::text = ${alertEvents.actor} ->> 'id'`,
      )
      .where(eq(alertEvents.alertId, alertId))
      .orderBy(asc(alertEvents.at), asc(alertEvents.id)),
    readCalls(db, alertId),
    actor.role === 'clinician' ? readSnoozes(db, alertId) : [],
    actor.role === 'clinician' ? readHandOverReason(db, alertId) : null,
    db
      .select({
        ...{ delivery: deliveries, toldWith, recipientName: users.name, endpointLabel: notificationEndpoints.label },
        relative: { id: relatives.id, name: relatives.name, relation: relatives.relation },
      })
      .from(deliveries)
      .leftJoin(toldWith, eq(toldWith.id, deliveries.groupedInto))
      .leftJoin(notificationEndpoints, eq(notificationEndpoints.id, deliveries.endpointId))
      .leftJoin(relatives, eq(relatives.id, notificationEndpoints.relativeId))
      .innerJoin(users, eq(users.id, deliveries.recipientId))
      .where(eq(deliveries.alertId, alertId))
      .orderBy(asc(deliveries.queuedAt), asc(deliveries.id)),
    db
      .select({ isUseful: alertFeedback.isUseful })
      .from(alertFeedback)
      .where(and(eq(alertFeedback.alertId, alertId), eq(alertFeedback.userId, actor.userId))),
  ]);
  return {
    alert,
    events: events.map(({ event, actorName }) => ({
      id: event.id,
      type: event.type,
      actor: event.actor,
      actorName,
      at: event.at.toISOString(),
      reason: actor.role !== 'clinician' && AMONG_COLLEAGUES.has(event.type) ? null : event.reason,
    })),
    calls,
    snoozes,
    handOverReason,
    deliveries: told.map((row) => {
      // What is told with another message came as far as that one.
      const message = row.toldWith ?? row.delivery;
      return {
        id: row.delivery.id,
        recipientId: row.delivery.recipientId,
        recipientName: row.recipientName,
        relative: row.relative,
        channel: row.delivery.channel,
        endpointId: row.delivery.endpointId,
        // What a colleague calls their own telephone is nothing for the patient.
        endpointLabel: actor.role === 'clinician' ? row.endpointLabel : null,
        state: message.state,
        isSnoozed: row.delivery.isSnoozed,
        attempts: message.attempts,
        queuedAt: row.delivery.queuedAt.toISOString(),
        nextAttemptAt: message.nextAttemptAt?.toISOString() ?? null,
        sentAt: message.sentAt?.toISOString() ?? null,
        deliveredAt: message.deliveredAt?.toISOString() ?? null,
        readAt: message.readAt?.toISOString() ?? null,
        failureReason: message.failureReason,
      };
    }),
    isUseful: feedback?.isUseful ?? null,
  };
};
