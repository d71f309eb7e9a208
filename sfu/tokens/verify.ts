import type { KeyObject } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import {
  CONTROL_AUDIENCE,
  ControlClaims,
  JOIN_AUDIENCE,
  JOIN_TOKEN_LIFETIME_S,
  JoinClaims,
  PROCESS_TOKEN_LIFETIME_S,
  TOKEN_ALGORITHM,
} from '#contracts/media.ts';
import { CLOCK_TOLERANCE_S } from '../limits.ts';
import type { Logger } from '../log.ts';
import { UsedTokens } from './used-tokens.ts';

type VerifierOptions = {
  /** The server's public key: this node can check what it is told, and can tell nobody else. */
  publicKey: KeyObject;
  nodeId: string;
  log: Logger;
};

type Kind<Claims extends z.ZodType<{ jti: string; exp: number; nodeId: string }>> = {
  audience: string;
  claims: Claims;
  lifetimeS: number;
};

const createVerifier = <Claims extends z.ZodType<{ jti: string; exp: number; nodeId: string }>>(
  { publicKey, nodeId, log }: VerifierOptions,
  { audience, claims, lifetimeS }: Kind<Claims>,
): ((token: string) => Promise<z.output<Claims>>) => {
  const used = new UsedTokens();
  // Which check failed is for our log; whoever forges tokens learns nothing from the answer.
  const refuse = (reason: string): never => {
    log.warn({ audience, reason }, 'token refused');
    throw new AppError('unauthenticated', 'this token is not valid, was used before or has expired');
  };
  return async (token) => {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: [TOKEN_ALGORITHM],
      audience,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'jti'],
    }).catch((error: unknown) => refuse(error instanceof Error ? error.name : 'unknown'));
    const parsed = claims.safeParse(payload);
    if (!parsed.success) return refuse('claims');
    const { jti, exp, nodeId: addressee } = parsed.data;
    const nowS = Math.floor(Date.now() / 1_000);
    if (exp > nowS + lifetimeS + CLOCK_TOLERANCE_S) return refuse('lives too long');
    if (addressee !== nodeId) return refuse('for another node');
    if (!used.use(jti, exp + CLOCK_TOLERANCE_S, nowS)) return refuse('used before');
    return parsed.data;
  };
};

export type JoinTokenVerifier = (token: string) => Promise<JoinClaims>;
export type ControlTokenVerifier = (token: string) => Promise<ControlClaims>;

/** Signature, audience, life, node and first use of a join token; room and epoch are the node's to judge. */
export const createJoinTokenVerifier = (options: VerifierOptions): JoinTokenVerifier =>
  createVerifier(options, { audience: JOIN_AUDIENCE, claims: JoinClaims, lifetimeS: JOIN_TOKEN_LIFETIME_S });

export const createControlTokenVerifier = (options: VerifierOptions): ControlTokenVerifier =>
  createVerifier(options, { audience: CONTROL_AUDIENCE, claims: ControlClaims, lifetimeS: PROCESS_TOKEN_LIFETIME_S });
