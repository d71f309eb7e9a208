import { hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '#contracts/errors.ts';
import type { ServerConfig } from '../../config.ts';

const SECRET_BYTES = 32;

export const newSalt = (): Uint8Array => randomBytes(SECRET_BYTES);

/**
 * A source's secret, 256 bits. An HMAC needs the secret itself, so it is not stored at all but derived each time (HKDF,
 * RFC 5869) from the server's own secret and the source's salt: who reads the database can sign nothing.
 */
export const intakeSecret = (
  { webhookSecret }: Pick<ServerConfig, 'webhookSecret'>,
  sourceId: string,
  salt: Uint8Array,
): Uint8Array => {
  if (webhookSecret === null) throw new AppError('unavailable', 'webhooks are not set up: KANHU_WEBHOOK_SECRET');
  return new Uint8Array(hkdfSync('sha256', webhookSecret, salt, `kanhu:intake:${sourceId}`, SECRET_BYTES));
};

/** As senders are given it: Standard Webhooks' serialisation of a symmetric secret. */
export const serialiseSecret = (secret: Uint8Array): string => `whsec_${Buffer.from(secret).toString('base64')}`;
