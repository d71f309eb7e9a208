import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '#contracts/alert.ts';
import type { DisabledReason } from '#contracts/channel.ts';
import type { Transaction } from '#database/client.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import { recordAudit } from '../../audit.ts';
import { NO_MESSAGE } from './own-message.ts';

/** What an endpoint that is not used any more keeps: no address, and nothing that could be sent there. */
export const UNREACHABLE = {
  address: null,
  pushKeys: null,
  codeSalt: null,
  codeExpiresAt: null,
  ...NO_MESSAGE,
} as const;

type Disabling = { id: string; actor: Actor; at: Date; reason: DisabledReason };

/** Ends an endpoint that is in use; one that has ended already stays as it is. */
export const disableEndpoint = async (tx: Transaction, { id, actor, at, reason }: Disabling): Promise<void> => {
  const [disabled] = await tx
    .update(notificationEndpoints)
    .set({ disabledAt: at, disabledReason: reason, ...UNREACHABLE })
    .where(and(eq(notificationEndpoints.id, id), isNull(notificationEndpoints.disabledAt)))
    .returning({ channel: notificationEndpoints.channel });
  if (disabled === undefined) return;
  await recordAudit(tx, {
    actor,
    at,
    action: 'notification-endpoint:disabled',
    patientId: null,
    subjectType: 'notification-endpoint',
    subjectId: id,
    detail: { reason, channel: disabled.channel },
  });
};
