import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { trustSelfSigned } from './self-signed.ts';

/** A browser's side of one subscription (RFC 8291): it alone can read what is pushed to it. */
export type Subscriber = {
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  decrypt(body: Uint8Array): string;
};

export type PushRequest = {
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
};

export type PushService = {
  readonly origin: string;
  /** The certificate (PEM), for a process of its own: `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  /** Requests that were signed as RFC 8292 says, in the order in which they came. */
  readonly requests: readonly PushRequest[];
  /** What was refused for its form or signature, and why. */
  readonly faults: readonly string[];
  subscribe(): Subscriber;
  /** What the next requests are answered with; 201 unless said otherwise. */
  answerWith(status: number, headers?: Record<string, string>): void;
  close(): Promise<void>;
};

const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** RFC 8188 with the keys of RFC 8291, section 3.4; one record, as a message is. */
const decryptAes128Gcm = (body: Uint8Array, pair: ReturnType<typeof createECDH>, authSecret: Uint8Array): string => {
  const bytes = Buffer.from(body);
  const salt = bytes.subarray(0, 16);
  const recordSize = bytes.readUInt32BE(16);
  const keyLength = bytes.readUInt8(20);
  const senderKey = bytes.subarray(21, 21 + keyLength);
  const record = bytes.subarray(21 + keyLength);
  if (record.length > recordSize) throw new Error('more than one record');
  const shared = pair.computeSecret(senderKey);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), senderKey]);
  const keying = Buffer.from(hkdfSync('sha256', shared, authSecret, info, 32));
  const key = Buffer.from(hkdfSync('sha256', keying, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', keying, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  // A last record ends with 2 and zeros.
  const end = plain.lastIndexOf(2);
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0))
    throw new Error('the padding is not that of a last record');
  return plain.subarray(0, end).toString('utf8');
};

/** A browser's key pair and secret, made anew or given, as in RFC 8291's own example. */
export const createSubscriber = (endpoint: string, given?: { privateKey: string; auth: string }): Subscriber => {
  const pair = createECDH('prime256v1');
  if (given === undefined) pair.generateKeys();
  else pair.setPrivateKey(given.privateKey, 'base64url');
  const auth = given === undefined ? randomBytes(16) : Buffer.from(given.auth, 'base64url');
  return {
    subscription: { endpoint, keys: { p256dh: base64Url(pair.getPublicKey()), auth: base64Url(auth) } },
    decrypt: (body) => decryptAes128Gcm(body, pair, auth),
  };
};

const spkiOfP256 = (point: Uint8Array) =>
  createPublicKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: base64Url(point.subarray(1, 33)),
      y: base64Url(point.subarray(33, 65)),
    },
    format: 'jwk',
  });

/** RFC 8292: `vapid t=<JWT>, k=<key>`; the token names this service, ends within a day, and is signed by that key. */
const vapidFault = (authorization: string | undefined, origin: string, expectedKey: string): string | null => {
  const match = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(authorization ?? '');
  if (match === null) return 'no vapid authorization';
  const [, header = '', claims = '', signature = '', key = ''] = match;
  if (key !== expectedKey) return 'another key than the one that the subscription is for';
  const token = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; exp: number; sub: string };
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg: string };
  const isValid = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: spkiOfP256(Buffer.from(key, 'base64url')), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (alg !== 'ES256' || !isValid) return 'the signature is not valid';
  if (token.aud !== origin) return `for ${token.aud}`;
  const now = Date.now() / 1000;
  if (token.exp < now || token.exp > now + 24 * 3600) return 'the time is not within a day';
  return /^(mailto:|https:)/.test(token.sub) ? null : 'nobody to write to';
};

/** A push service as browsers' makers run them, on this machine, which refuses what RFC 8030 and RFC 8292 do not allow. */
export const startPushService = async (vapidPublicKey: string): Promise<PushService> => {
  const certificate = trustSelfSigned();
  const requests: PushRequest[] = [];
  const faults: string[] = [];
  let answer: { status: number; headers: Record<string, string> } = { status: 201, headers: {} };
  let origin = '';
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (incoming, response) => {
    const take = async (): Promise<void> => {
      const body = await buffer(incoming);
      const { headers } = incoming;
      const fault =
        vapidFault(headers.authorization, origin, vapidPublicKey) ??
        (headers['content-encoding'] === 'aes128gcm' ? null : 'not aes128gcm') ??
        (/^\d+$/.test(String(headers['ttl'])) ? null : 'no TTL') ??
        (/^[\w-]{1,32}$/.test(String(headers['topic'])) ? null : 'no valid Topic') ??
        (body.length <= 4096 ? null : 'longer than 4096 bytes');
      if (fault !== null) {
        faults.push(fault);
        response.writeHead(400).end();
        return;
      }
      requests.push({ path: incoming.url ?? '', headers, body });
      response.writeHead(answer.status, answer.headers).end();
    };
    take().catch((error: unknown) => {
      faults.push(String(error));
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    caFile: certificate.certFile,
    requests,
    faults,
    subscribe: () => createSubscriber(`${origin}/push/${base64Url(randomBytes(16))}`),
    answerWith: (status, headers = {}) => {
      answer = { status, headers };
    },
    close: async () => {
      certificate.forget();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
