import { and, eq, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { NotificationEndpoint, PutNotificationEndpoint } from '#contracts/notification-endpoint.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { requirePatientInPerson } from '../relatives/to-relative.ts';
import { requireOwnEndpoint, toEndpoint } from './to-endpoint.ts';

/** From which severity on a patient wants to be told there, or have a relative told. */
export const putEndpoint = async (
  deps: Deps,
  actor: SignedIn,
  endpointId: string,
  { tellFrom }: PutNotificationEndpoint,
): Promise<NotificationEndpoint> => {
  await requireOwnEndpoint(deps.db, actor, endpointId);
  const patientId = requirePatientInPerson(actor);
  return inTransaction(deps, async (tx) => {
    const [changed] = await tx
      .update(notificationEndpoints)
      .set({ tellFrom })
      .where(and(eq(notificationEndpoints.id, endpointId), isNull(notificationEndpoints.disabledAt)))
      .returning();
    if (changed === undefined) throw new AppError('conflict', 'this endpoint is not in use any more');
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at: deps.now(),
      action: 'notification-endpoint:tell-from',
      patientId,
      subjectType: 'notification-endpoint',
      subjectId: endpointId,
      detail: { tellFrom },
    });
    return toEndpoint(changed);
  });
};
