import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '#contracts/errors.ts';

/** The headers of Standard Webhooks, and the body's bytes as they came. */
export type SignedMessage = {
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
  body: Uint8Array;
};

/** How far a sender's clock may be off, either way; within it a message can be sent again, so its id is remembered. */
const TOLERANCE_S = 5 * 60;
/** During a rotation a sender signs twice; more than a few are no rotation but guesses. */
const MOST_SIGNATURES = 8;
/** No full stop: `id.timestamp.body` must not be readable in two ways. */
const MESSAGE_ID = /^[\x21-\x2d\x2f-\x7e]{1,200}$/;

const unauthenticated = (message: string): AppError => new AppError('unauthenticated', message);

/** The signature as Standard Webhooks computes it: HMAC-SHA256 over `id.timestamp.body`. */
export const signMessage = (secret: Uint8Array, id: string, timestamp: string, body: Uint8Array): Uint8Array =>
  createHmac('sha256', secret).update(`${id}.${timestamp}.`, 'utf8').update(body).digest();

/** Answers with the message's id when it is signed with one of the secrets and fresh; throws `unauthenticated`. */
export const verifySignature = (
  { id, timestamp, signature, body }: SignedMessage,
  secrets: readonly Uint8Array[],
  now: Date,
): string => {
  if (id === undefined || timestamp === undefined || signature === undefined) {
    throw unauthenticated('webhook-id, webhook-timestamp and webhook-signature are needed');
  }
  if (!MESSAGE_ID.test(id)) throw unauthenticated('webhook-id: at most 200 visible ASCII characters, no full stop');
  if (!/^\d{1,12}$/.test(timestamp)) throw unauthenticated('webhook-timestamp: seconds since 1970');
  const given = signature
    .split(' ')
    .slice(0, MOST_SIGNATURES)
    .flatMap((part) => (part.startsWith('v1,') ? [Buffer.from(part.slice(3), 'base64')] : []));
  const isSigned = secrets
    .map((secret) => signMessage(secret, id, timestamp, body))
    .some((expected) => given.some((bytes) => bytes.length === expected.length && timingSafeEqual(bytes, expected)));
  if (!isSigned) throw unauthenticated('the signature is not valid');
  // Said only to who holds the secret: whose clock is wrong is theirs to find out.
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_S) {
    throw unauthenticated('webhook-timestamp is more than 5 min away from our clock');
  }
  return id;
};
