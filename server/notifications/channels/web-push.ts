import webPush from 'web-push';
import type { PushPayload } from '#contracts/push-payload.ts';
import type { Vapid } from '../../notification-keys.ts';
import type { Post } from '../outbound/post.ts';
import { retryAfterMs } from '../outbound/retry-after.ts';
import type { Channel, Endpoint, Message, Outcome } from './channel.ts';
import { unreachable } from './failure.ts';

/** RFC 8030, section 5.3: `high` wakes a sleeping phone; what is not critical may wait until it wakes by itself. */
const URGENCY = { critical: 'high', high: 'high', moderate: 'normal' } as const;

/** Push services take at least 4096 bytes of encrypted body (RFC 8030, section 7.2); a message is far below. */
const payloadOf = ({ id, kind, alertId, severity, locale, title, text, path }: Message): string =>
  JSON.stringify({
    deliveryId: kind === 'alert' || kind === 'message' ? id : null,
    alertId,
    severity,
    locale,
    title,
    text,
    path,
  } satisfies PushPayload);

/** 32 characters of base64url at most (RFC 8030, section 5.4): a newer message about an alert replaces the one that waits. */
const topicOf = ({ id, alertId }: Message): string => (alertId ?? id).replaceAll('-', '');

/**
 * Web Push: encrypted for the browser alone (RFC 8291), signed with the clinic's key (RFC 8292), handed to the push
 * service that the browser named.
 */
export const createWebPush = (vapid: Vapid, post: Post): Channel => ({
  send: async ({ address, pushKeys }: Endpoint, message: Message): Promise<Outcome> => {
    if (pushKeys === null) return { state: 'gone', error: 'no keys' };
    try {
      const details = webPush.generateRequestDetails({ endpoint: address, keys: pushKeys }, payloadOf(message), {
        vapidDetails: vapid,
        TTL: message.ttlS,
        urgency: URGENCY[message.severity],
        topic: topicOf(message),
        contentEncoding: 'aes128gcm',
      });
      const headers = Object.fromEntries(
        Object.entries(details.headers as Record<string, string | number>).map(([name, value]) => [
          name,
          String(value),
        ]),
      );
      const answer = await post(new URL(address), { headers, body: details.body });
      return outcomeOf(answer.status, retryAfterMs(answer, new Date()));
    } catch (error) {
      return unreachable(error);
    }
  },
  close: () => undefined,
});

/** RFC 8030: 201 when the push service took it, 404 or 410 when the subscription is over. */
const outcomeOf = (status: number, afterMs: number | null): Outcome => {
  const error = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { state: 'sent' };
  if (status === 404 || status === 410) return { state: 'gone', error };
  // Of what we send, nothing changes by waiting but the signature's time and the service's mood.
  if (status === 400 || status === 413) return { state: 'refused', error };
  return { state: 'unreachable', error, retryAfterMs: afterMs };
};
