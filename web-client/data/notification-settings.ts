import type { z } from 'zod';
import type {
  NotificationSettingsView as ViewShape,
  PutNotificationSettings as PutShape,
} from '#contracts/notification-settings.ts';
import { request } from './request.ts';

export type NotificationSettingsView = z.infer<typeof ViewShape>;

const PATH = '/api/notification-settings';

/** By which ways messages leave the clinic, and how each does. */
export const readSettings = (): Promise<NotificationSettingsView> => request('GET', PATH);

export const putSettings = (settings: z.infer<typeof PutShape>): Promise<NotificationSettingsView> =>
  request('PUT', PATH, settings);
