import { randomBytes } from 'node:crypto';

/** 256 random bits: of an invitation's link, and of the session that it is exchanged for. Stored as a plain SHA-256. */
export const newGuestSecret = (): string => randomBytes(32).toString('base64url');
