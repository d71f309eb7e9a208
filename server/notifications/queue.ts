import type { OutsideChannel } from '#contracts/channel.ts';
import type { Transaction } from '#database/client.ts';
import { queueInAppDeliveries } from './in-app.ts';
import { queueMessageDeliveries } from './message-deliveries.ts';
import { queueOutsideDeliveries } from './outside.ts';
import { recipientsOf } from './recipients.ts';

/** Changes of an alert that somebody must hear of; the others only refresh what a page shows. */
const TELLING = new Set([
  'alert:raised',
  'alert:re-raised',
  'alert:severity-raised',
  'alert:paged',
  'alert:called',
  'alert:escalated',
  'alert:reminded',
  'alert:exhausted',
  'alert:measurement-asked',
  'alert:hand-over-offered',
  'alert:handed-over',
  'alert:hand-over-declined',
  'alert:hand-over-lapsed',
]);

type Relayed = {
  eventId: bigint;
  type: string;
  alertId: string | null;
  callId: string | null;
  messageId: string | null;
  handOverId: string | null;
};

/**
 * Writes down who is told about these events, and by which ways, in the transaction that publishes them: what is queued
 * here is sent, whatever happens to this process.
 */
export const queueDeliveries = async (
  tx: Transaction,
  events: readonly Relayed[],
  configured: readonly OutsideChannel[],
): Promise<void> => {
  const sent = events.flatMap(({ eventId, type, messageId }) =>
    type === 'message:sent' && messageId !== null ? [{ eventId, messageId }] : [],
  );
  await queueMessageDeliveries(tx, sent, configured);
  const telling = events.flatMap(({ eventId, type, alertId, callId, handOverId }) =>
    TELLING.has(type) && alertId !== null ? [{ eventId, type, alertId, callId, handOverId }] : [],
  );
  const recipients = await recipientsOf(tx, telling);
  if (recipients.length === 0) return;
  await queueInAppDeliveries(tx, recipients);
  await queueOutsideDeliveries(tx, recipients, configured);
};
