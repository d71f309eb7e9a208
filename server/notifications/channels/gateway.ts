import { z } from 'zod';
import type { GatewayMessage } from '#contracts/message-gateway.ts';
import type { MessageGateway } from '../../notification-keys.ts';
import { signMessage } from '../../services/intake/signature.ts';
import type { Post } from '../outbound/post.ts';
import { retryAfterMs } from '../outbound/retry-after.ts';
import type { Channel, Endpoint, Message, Outcome } from './channel.ts';
import { unreachable } from './failure.ts';

/** A gateway that knows more than that it took the message may say so. */
const GatewayAnswer = z.object({ state: z.enum(['accepted', 'delivered']) });

/** Statuses that a new attempt, or somebody who mends the gateway, can turn into another. */
const WORTH_REPEATING = new Set([401, 403, 405, 407, 408, 425, 429]);

/**
 * SMS, voice calls and WeChat Work through a gateway of the clinic's: one POST a message, signed as Standard Webhooks
 * says, so that whatever provider stands behind it needs nothing from us.
 */
export const createGateway = (
  { url, secret }: MessageGateway,
  post: Post,
  pageUrl: (path: string) => string,
): Channel => ({
  send: async ({ channel, address }: Endpoint, message: Message): Promise<Outcome> => {
    if (channel === 'push' || channel === 'mail') return { state: 'refused', error: 'not a channel of the gateway' };
    const { id, kind, severity, locale, title, text, path } = message;
    const body = Buffer.from(
      JSON.stringify({
        ...{ id, channel, to: address, kind, severity, locale, title, text },
        url: kind === 'code' ? null : pageUrl(path),
      } satisfies GatewayMessage),
    );
    const timestamp = String(Math.floor(Date.now() / 1000));
    try {
      const answer = await post(url, {
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${Buffer.from(signMessage(secret, id, timestamp, body)).toString('base64')}`,
        },
        body,
      });
      return outcomeOf(answer.status, answer.body, retryAfterMs(answer, new Date()));
    } catch (error) {
      return unreachable(error);
    }
  },
  close: () => undefined,
});

const outcomeOf = (status: number, body: string, afterMs: number | null): Outcome => {
  const error = `HTTP ${status}`;
  if (status >= 200 && status < 300) {
    const said = GatewayAnswer.safeParse(parse(body));
    return { state: said.success && said.data.state === 'delivered' ? 'delivered' : 'sent' };
  }
  if (status >= 400 && status < 500 && !WORTH_REPEATING.has(status)) return { state: 'refused', error };
  return { state: 'unreachable', error, retryAfterMs: afterMs };
};

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};
