import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits. Too many to guess, so what is stored is a plain SHA-256 of the text. */
export const newDeviceSecret = (): string => randomBytes(32).toString('base64url');

export const sha256OfSecret = (secret: string): Uint8Array => createHash('sha256').update(secret, 'utf8').digest();
