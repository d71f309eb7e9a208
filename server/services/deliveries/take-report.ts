import { randomBytes } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { GATEWAY_CHANNELS } from '#contracts/channel.ts';
import { AppError, toWireIssues } from '#contracts/errors.ts';
import { DeliveryReport } from '#contracts/message-gateway.ts';
import type { Transaction } from '#database/client.ts';
import { deliveries } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { verifySignature, type SignedMessage } from '../intake/signature.ts';
import { markFailing } from '../notification-endpoints/mark.ts';
import { tellOfGroup } from './tell-of-group.ts';

/** Nobody's: without a gateway every report is one that nobody signed. */
const NOBODYS_SECRET = randomBytes(32);

/**
 * What a gateway says later about a message that it took: it arrived, or it did not. Signed with the secret that its
 * messages are signed with. Answers whether that was news; the same report again is none.
 */
export const takeDeliveryReport = async (
  { db, config, now }: Deps,
  message: SignedMessage,
): Promise<{ recorded: boolean }> => {
  verifySignature(message, [config.messageGateway?.secret ?? NOBODYS_SECRET], now());
  const report = DeliveryReport.safeParse(parse(message.body));
  if (!report.success) throw new AppError('invalid', 'the report is not valid', toWireIssues(report.error));
  const { id, state } = report.data;
  return db.transaction(async (tx) => ({
    recorded: state === 'delivered' ? await markDelivered(tx, id) : await markUndelivered(tx, id),
  }));
};

const parse = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
};

/** Our own answer to the sending may not be recorded yet. */
const isUnderWay = (id: string) =>
  and(
    eq(deliveries.id, id),
    inArray(deliveries.channel, [...GATEWAY_CHANNELS]),
    inArray(deliveries.state, ['queued', 'sent']),
  );

const markDelivered = async (tx: Transaction, id: string): Promise<boolean> => {
  const delivered = await tx
    .update(deliveries)
    .set({
      state: 'delivered',
      deliveredAt: sql`now()`,
      sentAt: sql`coalesce(${deliveries.sentAt}, now())`,
      nextAttemptAt: null,
      tellAt: null,
    })
    .where(isUnderWay(id))
    .returning({ id: deliveries.id });
  return delivered.length > 0;
};

/** Others are told at once: whoever was to be reached was not. */
const markUndelivered = async (tx: Transaction, id: string): Promise<boolean> => {
  const [failed] = await tx
    .update(deliveries)
    .set({
      state: 'failed',
      failureReason: 'undelivered',
      failedAt: sql`now()`,
      nextAttemptAt: null,
      tellAt: sql`now()`,
    })
    .where(isUnderWay(id))
    .returning({ endpointId: deliveries.endpointId });
  if (failed?.endpointId == null) return false;
  await tellOfGroup(tx, id);
  await markFailing(tx, failed.endpointId, 'undelivered');
  return true;
};
