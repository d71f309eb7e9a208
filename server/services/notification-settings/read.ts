import type { NotificationSettingsView } from '#contracts/notification-settings.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { viewSettings } from './view.ts';

/** For those who run the clinic. */
export const readNotificationSettings = ({ db, config }: Deps, actor: SignedIn): Promise<NotificationSettingsView> => {
  requireRole(actor, 'administrator');
  return viewSettings(db, config);
};
