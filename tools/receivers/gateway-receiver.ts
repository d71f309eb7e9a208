import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { GatewayMessage } from '#contracts/message-gateway.ts';

export type ReceivedMessage = { receivedAt: Date; message: GatewayMessage };

export type GatewayReceiver = {
  readonly port: number;
  /** Oldest first, each once however often it was sent; the newest few hundred. */
  readonly messages: readonly ReceivedMessage[];
  close(): Promise<void>;
};

export type GatewayReceiverOptions = {
  port: number;
  /** The bytes behind `whsec_`. */
  secret: Uint8Array;
  onMessage?: (received: ReceivedMessage) => void;
  /** An HTTP status other than 200 for a message. */
  refuse?: (message: GatewayMessage) => number | null;
  /** What is asked besides: `GET /` and the like. */
  onOther?: (request: IncomingMessage) => { status: number; type: string; body: string };
};

const KEPT = 300;
const TOLERANCE_S = 300;

/**
 * A gateway for SMS, voice and WeChat Work that keeps what it gets and reaches nobody: what a real one does first. It
 * checks the signature over the bytes before it reads them, the time against replays, and the id against repeats.
 */
export const startGatewayReceiver = async ({
  port,
  secret,
  onMessage,
  refuse,
  onOther,
}: GatewayReceiverOptions): Promise<GatewayReceiver> => {
  const messages: ReceivedMessage[] = [];

  const receive = async (request: IncomingMessage): Promise<number> => {
    const bytes = await buffer(request);
    if (!isSigned(secret, request.headers, bytes)) return 401;
    const parsed = GatewayMessage.safeParse(parse(bytes));
    if (!parsed.success) return 400;
    const message = parsed.data;
    const refusal = refuse?.(message) ?? null;
    if (refusal !== null) return refusal;
    if (messages.some((known) => known.message.id === message.id)) return 200;
    const received = { receivedAt: new Date(), message };
    messages.push(received);
    if (messages.length > KEPT) messages.shift();
    onMessage?.(received);
    return 200;
  };

  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      receive(request).then(
        (status) =>
          response
            .writeHead(status, { 'content-type': 'application/json' })
            .end(status === 200 ? '{"state":"accepted"}' : '{}'),
        () => response.destroy(),
      );
      return;
    }
    const answer = onOther?.(request) ?? { status: 404, type: 'text/plain', body: 'POST a signed message' };
    response.writeHead(answer.status, { 'content-type': answer.type, 'x-content-type-options': 'nosniff' });
    response.end(answer.body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** Standard Webhooks: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`. */
const isSigned = (secret: Uint8Array, headers: IncomingMessage['headers'], body: Uint8Array): boolean => {
  const {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  } = headers as Record<string, string | undefined>;
  if (id === undefined || timestamp === undefined || signature === undefined) return false;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
  const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();
  return signature.split(' ').some((part) => {
    const given = Buffer.from(part.replace(/^v1,/, ''), 'base64');
    return part.startsWith('v1,') && given.length === expected.length && timingSafeEqual(given, expected);
  });
};

const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
};
