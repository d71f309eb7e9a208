import { z } from 'zod';
import { Instant } from './ids.ts';
import { OutsideChannel } from './notification-endpoint.ts';

/** What the clinic lets leave it, and by which ways. */
export const NotificationSettings = z.strictObject({
  /** Channels that are switched on. */
  channels: z.array(OutsideChannel),
  /** Whether names and values may stand in messages: a lock screen shows them, and an SMS is not encrypted. */
  mayCarryDetails: z.boolean(),
  changedAt: Instant.nullable(),
  changedByName: z.string().nullable(),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

/** How one channel does, over everybody's endpoints. */
export const ChannelHealth = z.strictObject({
  channel: OutsideChannel,
  /** The installation has what it needs: keys, a mail server, a gateway. */
  isConfigured: z.boolean(),
  isOn: z.boolean(),
  endpoints: z.int(),
  /** Endpoints to which the last attempt did not get through. */
  failing: z.int(),
  /** Messages about alerts that are still to be sent. */
  waiting: z.int(),
  lastSuccessAt: Instant.nullable(),
  lastFailureAt: Instant.nullable(),
});
export type ChannelHealth = z.infer<typeof ChannelHealth>;

export const NotificationSettingsView = z.strictObject({
  settings: NotificationSettings,
  channels: z.array(ChannelHealth),
});
export type NotificationSettingsView = z.infer<typeof NotificationSettingsView>;

export const PutNotificationSettings = z.strictObject({
  channels: z.array(OutsideChannel).max(10),
  mayCarryDetails: z.boolean(),
});
export type PutNotificationSettings = z.infer<typeof PutNotificationSettings>;
