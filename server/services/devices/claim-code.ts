import { createHmac, randomInt } from 'node:crypto';
import { CLAIM_CODE_BASE, CLAIM_CODE_DRAWN, toClaimCode } from '#contracts/claim-code.ts';
import type { ServerConfig } from '../../config.ts';

/** A code with its check character, drawn at random. */
export const newClaimCode = (): string =>
  toClaimCode(Array.from({ length: CLAIM_CODE_DRAWN }, () => randomInt(CLAIM_CODE_BASE)));

/** What is stored of a code. Keyed, because whoever has only the table could try all codes in seconds. */
export const hmacOfClaimCode = ({ authSecret }: Pick<ServerConfig, 'authSecret'>, code: string): Uint8Array =>
  createHmac('sha256', authSecret).update(`device claim code ${code}`, 'utf8').digest();
