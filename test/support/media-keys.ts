import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import {
  CONTROL_AUDIENCE,
  JOIN_AUDIENCE,
  JOIN_TOKEN_LIFETIME_S,
  PROCESS_TOKEN_LIFETIME_S,
  TOKEN_ALGORITHM,
  type ControlCommand,
  type JoinClaims,
} from '#contracts/media.ts';

export type KeyPair = { publicKey: KeyObject; privateKey: KeyObject; publicPem: string; privatePem: string };

export const createKeyPair = (): KeyPair => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey,
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};

const sign = (payload: JWTPayload, privateKey: KeyObject): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: TOKEN_ALGORITHM }).sign(privateKey);

export const nowS = (): number => Math.floor(Date.now() / 1_000);

export const GRANTS = { role: 'clinician', mayPublish: true, mayAdmit: true, mayBeRecorded: false } as const;

/** A join token as the server signs it; `overrides` make the bad ones. */
export const signJoinToken = (
  privateKey: KeyObject,
  claims: Pick<JoinClaims, 'nodeId' | 'roomId' | 'peerId' | 'epoch'> & Partial<JoinClaims> & JWTPayload,
): Promise<string> =>
  sign(
    {
      aud: JOIN_AUDIENCE,
      jti: randomUUID(),
      exp: nowS() + JOIN_TOKEN_LIFETIME_S,
      displayName: 'Ana Sample',
      grants: GRANTS,
      ...claims,
    },
    privateKey,
  );

export const signControlToken = (
  privateKey: KeyObject,
  nodeId: string,
  command: ControlCommand,
  overrides: JWTPayload = {},
): Promise<string> =>
  sign(
    {
      aud: CONTROL_AUDIENCE,
      jti: randomUUID(),
      exp: nowS() + PROCESS_TOKEN_LIFETIME_S,
      nodeId,
      command,
      ...overrides,
    },
    privateKey,
  );
