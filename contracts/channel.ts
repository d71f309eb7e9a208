// Plain constants, apart from the schemas, so that the page can use them without loading a validator.

/** How somebody who has no page open is told; `wecom` is WeChat Work (企业微信). */
export const OUTSIDE_CHANNELS = ['push', 'mail', 'sms', 'voice', 'wecom'] as const;
export type OutsideChannel = (typeof OUTSIDE_CHANNELS)[number];

/** Those that a gateway of the clinic's serves, by signed webhook. */
export const GATEWAY_CHANNELS = ['sms', 'voice', 'wecom'] as const satisfies readonly OutsideChannel[];
export type GatewayChannel = (typeof GATEWAY_CHANNELS)[number];

export const DELIVERY_CHANNELS = ['in-app', ...OUTSIDE_CHANNELS] as const;
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];

/**
 * `sent`: the push service, mail server or gateway took it. `delivered`: it reached the person's device. `cancelled`: there
 * was no reason to send it any more.
 */
export const DELIVERY_STATES = ['queued', 'sent', 'delivered', 'failed', 'cancelled', 'read'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why a delivery failed, or was not made after all. */
export const DELIVERY_REASONS = [
  /** Not taken before its time was over. */
  'gave-up',
  /** Taken by nobody, however often it would be tried: the number or mailbox does not exist. */
  'refused',
  /** The browser's subscription has ended. */
  'gone',
  /** A gateway took it, and says that it did not arrive. */
  'undelivered',
  /** Somebody acknowledged or closed the alert first. */
  'answered',
  /** Of a message: the person had read it on a page. */
  'read',
  /** The person has snoozed the alert. */
  'snoozed',
  'not-a-recipient',
  'endpoint-disabled',
  'channel-off',
] as const;
export type DeliveryReason = (typeof DELIVERY_REASONS)[number];

/** Why an endpoint is not used any more. */
export const DISABLED_REASONS = [
  'removed',
  'gone',
  'taken-over',
  /** Whoever is told there wants no more messages. */
  'stopped',
] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];
