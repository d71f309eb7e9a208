import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Severity } from '#contracts/alert.ts';
import type { DeliveryReason } from '#contracts/channel.ts';
import type { Database, Transaction } from '#database/client.ts';
import { alerts, deliveries, notificationEndpoints } from '#database/schema/index.ts';
import { recordAudit } from '../../audit.ts';
import { tellOfGroup } from '../../services/deliveries/tell-of-group.ts';
import { UNREACHABLE } from '../../services/notification-endpoints/disable.ts';
import { markFailing, markReached } from '../../services/notification-endpoints/mark.ts';
import type { Outcome } from '../channels/channel.ts';
import { delayAfter, PATIENCE } from '../patience.ts';

/** The actor of what happens because a push service, a mail server or a gateway said so. */
const SENDER = { type: 'system', id: 'notification-sender' } as const;

const isStillQueued = (id: string) => and(eq(deliveries.id, id), eq(deliveries.state, 'queued'));

/** No reason to send it any more: nobody has to be told that it was not sent. */
export const cancelDelivery = (db: Database, id: string, reason: DeliveryReason): Promise<void> =>
  db.transaction(async (tx) => {
    const [cancelled] = await tx
      .update(deliveries)
      .set({ state: 'cancelled', failureReason: reason, nextAttemptAt: null, tellAt: null })
      .where(isStillQueued(id))
      .returning({ id: deliveries.id });
    if (cancelled !== undefined) await passOn(tx, id);
  });

/** What was to be told with a message that is not sent is told by the oldest of them, which is due now. */
const passOn = async (tx: Transaction, id: string): Promise<void> => {
  const [next] = await tx
    .select({ id: deliveries.id, severity: alerts.severity })
    .from(deliveries)
    .innerJoin(alerts, eq(alerts.id, deliveries.alertId))
    .where(eq(deliveries.groupedInto, id))
    .orderBy(asc(deliveries.queuedAt), asc(deliveries.id))
    .limit(1);
  if (next === undefined) return;
  await tx
    .update(deliveries)
    .set({ groupedInto: next.id })
    .where(and(eq(deliveries.groupedInto, id), ne(deliveries.id, next.id)));
  const { giveUpAfterMs, tellAfterMs } = PATIENCE[next.severity];
  await tx
    .update(deliveries)
    .set({
      groupedInto: null,
      nextAttemptAt: sql`now()`,
      giveUpAt: sql`now() + make_interval(secs => ${giveUpAfterMs / 1000})`,
      tellAt: sql`now() + make_interval(secs => ${tellAfterMs / 1000})`,
    })
    .where(eq(deliveries.id, next.id));
};

type Attempted = { id: string; endpointId: string; attempts: number; severity: Severity };

/** What became of an attempt, of the delivery and of its endpoint, together. */
export const recordOutcome = (db: Database, attempted: Attempted, outcome: Outcome): Promise<void> =>
  db.transaction(async (tx) => {
    switch (outcome.state) {
      case 'sent':
      case 'delivered':
        await tx
          .update(deliveries)
          .set({
            state: outcome.state,
            sentAt: sql`now()`,
            ...(outcome.state === 'delivered' ? { deliveredAt: sql`now()` } : {}),
            nextAttemptAt: null,
            tellAt: null,
            lastError: null,
          })
          // Its service worker may have been quicker than the push service's answer.
          .where(isStillQueued(attempted.id));
        await markReached(tx, attempted.endpointId);
        return;
      case 'gone':
      case 'refused':
        await tx
          .update(deliveries)
          .set({ ...failed(outcome.state), lastError: outcome.error })
          .where(isStillQueued(attempted.id));
        await tellOfGroup(tx, attempted.id);
        await markFailing(tx, attempted.endpointId, outcome.error);
        if (outcome.state === 'gone') await disableGone(tx, attempted.endpointId);
        return;
      case 'unreachable':
        await tryAgainOrGiveUp(tx, attempted, outcome);
        await markFailing(tx, attempted.endpointId, outcome.error);
    }
  });

/** Whoever has not been told yet that it does not arrive is told now. */
const failed = (reason: DeliveryReason) => ({
  state: 'failed' as const,
  failureReason: reason,
  failedAt: sql`now()`,
  nextAttemptAt: null,
  tellAt: sql`case when ${deliveries.tellAt} is not null then now() end`,
});

const tryAgainOrGiveUp = async (
  tx: Transaction,
  { id, attempts, severity }: Attempted,
  { error, retryAfterMs }: Extract<Outcome, { state: 'unreachable' }>,
): Promise<void> => {
  const nextAt = sql`now() + make_interval(secs => ${delayAfter(severity, attempts, retryAfterMs) / 1000})`;
  const [waiting] = await tx
    .update(deliveries)
    .set({ nextAttemptAt: nextAt, lastError: error })
    .where(and(isStillQueued(id), sql`${nextAt} <= ${deliveries.giveUpAt}`))
    .returning({ id: deliveries.id });
  if (waiting !== undefined) return;
  await tx
    .update(deliveries)
    .set({ ...failed('gave-up'), lastError: error })
    .where(isStillQueued(id));
  await tellOfGroup(tx, id);
};

/** The service says that it does not exist any more: its address is forgotten. */
export const disableGone = async (tx: Transaction, endpointId: string): Promise<void> => {
  const [disabled] = await tx
    .update(notificationEndpoints)
    .set({
      disabledAt: sql`now()`,
      disabledReason: 'gone',
      ...UNREACHABLE,
    })
    .where(and(eq(notificationEndpoints.id, endpointId), isNull(notificationEndpoints.disabledAt)))
    .returning({ at: notificationEndpoints.disabledAt, channel: notificationEndpoints.channel });
  if (disabled?.at == null) return;
  await recordAudit(tx, {
    actor: SENDER,
    at: disabled.at,
    action: 'notification-endpoint:disabled',
    patientId: null,
    subjectType: 'notification-endpoint',
    subjectId: endpointId,
    detail: { reason: 'gone', channel: disabled.channel },
  });
};
