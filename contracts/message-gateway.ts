import { z } from 'zod';
import { SEVERITIES } from './alert.ts';
import { GATEWAY_CHANNELS } from './channel.ts';
import { Id } from './ids.ts';
import { Locale } from './user.ts';

/** What the clinic's gateway gets for each message: whom to reach, by which of its ways, and the words. */
export const GatewayMessage = z.strictObject({
  /** The same when the same message is sent again, and in reports about it. */
  id: Id,
  channel: z.enum(GATEWAY_CHANNELS),
  /** A number with its country code, or an account of WeChat Work. */
  to: z.string(),
  /** `message`: somebody of the clinic wrote to them; what, they read in Kanhu. */
  kind: z.enum(['alert', 'message', 'code', 'test']),
  severity: z.enum(SEVERITIES),
  locale: Locale,
  title: z.string(),
  text: z.string(),
  /** The page to open; null where there is none. */
  url: z.string().nullable(),
});
export type GatewayMessage = z.infer<typeof GatewayMessage>;

/** What a gateway reports later about a message that it took. */
export const DeliveryReport = z.strictObject({ id: Id, state: z.enum(['delivered', 'undelivered']) });
export type DeliveryReport = z.infer<typeof DeliveryReport>;
