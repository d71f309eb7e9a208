import type { NotificationSettingsView, PutNotificationSettings } from '#contracts/notification-settings.ts';
import { OUTSIDE_CHANNELS } from '#contracts/channel.ts';
import { notificationSettings } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { viewSettings } from './view.ts';

/** Says by which ways messages leave the clinic, and whether names and values may stand in them. */
export const putSettings = async (
  deps: Deps,
  actor: SignedIn,
  { channels, mayCarryDetails }: PutNotificationSettings,
): Promise<NotificationSettingsView> => {
  requireRole(actor, 'administrator');
  const at = deps.now();
  const wanted = {
    // Each once, in one order.
    channels: OUTSIDE_CHANNELS.filter((channel) => channels.includes(channel)),
    mayCarryDetails,
    changedAt: at,
    changedBy: actor.userId,
  };
  return inTransaction(deps, async (tx) => {
    await tx
      .insert(notificationSettings)
      .values(wanted)
      .onConflictDoUpdate({ target: notificationSettings.isOnly, set: wanted });
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'notification-settings:changed',
      patientId: null,
      subjectType: 'notification-settings',
      subjectId: 'clinic',
      detail: { channels: wanted.channels, mayCarryDetails },
    });
    return viewSettings(tx, deps.config);
  });
};
