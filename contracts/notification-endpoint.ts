import { z } from 'zod';
import { Severity } from './alert.ts';
import { DISABLED_REASONS, OUTSIDE_CHANNELS } from './channel.ts';
import { Id, Instant } from './ids.ts';
import { Relative } from './relative.ts';
import { Locale } from './user.ts';

export const OutsideChannel = z.enum(OUTSIDE_CHANNELS);

/** Where one person is told of alerts: a browser's push subscription, a mailbox, a telephone, an account. */
export const NotificationEndpoint = z.strictObject({
  id: Id,
  channel: OutsideChannel,
  /** What the person calls it. */
  label: z.string(),
  /** Null for a push subscription, whose address says nothing to a person, and once the endpoint is disabled. */
  address: z.string().nullable(),
  locale: Locale,
  /** The relative who is told there; null where it is the person's own. */
  relativeId: Id.nullable(),
  /** Alerts that are less severe are not told there. What is critical always is. */
  tellFrom: Severity,
  createdAt: Instant,
  /** Null until the person has entered the code that was sent there; nothing else is sent before. */
  verifiedAt: Instant.nullable(),
  disabledAt: Instant.nullable(),
  disabledReason: z.enum(DISABLED_REASONS).nullable(),
  lastSuccessAt: Instant.nullable(),
  lastFailureAt: Instant.nullable(),
  /** Since when nothing gets through; null where the last attempt did. */
  failingSince: Instant.nullable(),
});
export type NotificationEndpoint = z.infer<typeof NotificationEndpoint>;

/** One's own endpoints, and what there is to choose from. */
export const NotificationEndpointList = z.strictObject({
  endpoints: z.array(NotificationEndpoint),
  /** Whom else a patient wants to be told; nobody else has any. */
  relatives: z.array(Relative),
  /** Channels that this clinic has set up and switched on. */
  channels: z.array(OutsideChannel),
  /** The application server key for a browser's subscription (RFC 8292); null without Web Push. */
  pushKey: z.string().nullable(),
});
export type NotificationEndpointList = z.infer<typeof NotificationEndpointList>;

/** base64url of `bytes` bytes. */
const Base64Url = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `must be ${bytes} bytes in base64url`);

/** As a browser's `PushSubscription` serialises itself (RFC 8291: a P-256 point and a 16-byte secret). */
export const PushSubscriptionKeys = z.strictObject({ p256dh: Base64Url(65), auth: Base64Url(16) });
export type PushSubscriptionKeys = z.infer<typeof PushSubscriptionKeys>;

const Label = z.string().trim().min(1).max(80);
/** E.164: a plus sign, the country's code, at most 15 digits. */
const PhoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a number with its country code, such as +8613800000000');

/** Whose it is, where it is not one's own. */
const relativeId = Id.optional();

export const CreateNotificationEndpoint = z.discriminatedUnion('channel', [
  z.strictObject({
    channel: z.literal('push'),
    label: Label,
    locale: Locale,
    subscription: z.strictObject({
      endpoint: z.url({ protocol: /^https$/, error: 'must be an https:// URL' }).max(2_000),
      keys: PushSubscriptionKeys,
    }),
  }),
  z.strictObject({ channel: z.literal('mail'), label: Label, locale: Locale, relativeId, address: z.email().max(254) }),
  z.strictObject({ channel: z.literal('sms'), label: Label, locale: Locale, relativeId, address: PhoneNumber }),
  z.strictObject({ channel: z.literal('voice'), label: Label, locale: Locale, relativeId, address: PhoneNumber }),
  z.strictObject({
    channel: z.literal('wecom'),
    label: Label,
    locale: Locale,
    relativeId,
    address: z.string().regex(/^[\w.@-]{1,64}$/, 'must be an account name of WeChat Work'),
  }),
]);
export type CreateNotificationEndpoint = z.infer<typeof CreateNotificationEndpoint>;

export const VerifyNotificationEndpoint = z.strictObject({ code: z.string().regex(/^\d{6}$/, 'must be six digits') });
export type VerifyNotificationEndpoint = z.infer<typeof VerifyNotificationEndpoint>;

/** A patient's own choice, of what their own body does; whom a page tells is the clinic's. */
export const PutNotificationEndpoint = z.strictObject({ tellFrom: Severity });
export type PutNotificationEndpoint = z.infer<typeof PutNotificationEndpoint>;
