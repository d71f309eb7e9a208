import { createHash, createPrivateKey, createPublicKey, randomUUID, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { AppError } from '#contracts/errors.ts';
import {
  CONTROL_AUDIENCE,
  InternalClaims,
  INTERNAL_AUDIENCE,
  JOIN_AUDIENCE,
  JOIN_TOKEN_LIFETIME_S,
  PROCESS_TOKEN_LIFETIME_S,
  TOKEN_ALGORITHM,
  type ControlCommand,
  type JoinClaims,
} from '#contracts/media.ts';
import type { ServerConfig } from '../../config.ts';

/** How far the clocks of the server and of a media node may differ. */
export const CLOCK_TOLERANCE_S = 5;

const keys = new Map<string, KeyObject>();

const remembered = (pem: string, read: (pem: string) => KeyObject): KeyObject => {
  const key = keys.get(pem) ?? read(pem);
  keys.set(pem, key);
  return key;
};

const sign = async (
  { joinTokenPrivateKey }: Pick<ServerConfig, 'joinTokenPrivateKey'>,
  audience: string,
  lifetimeS: number,
  claims: Record<string, unknown>,
): Promise<string> => {
  if (joinTokenPrivateKey === null) throw new AppError('unavailable', 'video visits are not set up on this server');
  return new SignJWT(claims)
    .setProtectedHeader({ alg: TOKEN_ALGORITHM })
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${lifetimeS}s`)
    .sign(remembered(joinTokenPrivateKey, createPrivateKey));
};

type JoinGrants = Pick<JoinClaims, 'nodeId' | 'roomId' | 'epoch' | 'peerId' | 'displayName' | 'grants'>;

/** Opens one room of one media node for one peer, once, within a minute. */
export const signJoinToken = (config: ServerConfig, grants: JoinGrants): Promise<string> =>
  sign(config, JOIN_AUDIENCE, JOIN_TOKEN_LIFETIME_S, grants);

/** The body of one `POST /control`; a repeated command gets a new token, since each is accepted once. */
export const signControlToken = (config: ServerConfig, nodeId: string, command: ControlCommand): Promise<string> =>
  sign(config, CONTROL_AUDIENCE, PROCESS_TOKEN_LIFETIME_S, { nodeId, command });

/** Checks a media node's bearer token against the body it came with. That it is used once, the caller checks. */
export const verifyNodeToken = async (
  { mediaNodePublicKey }: Pick<ServerConfig, 'mediaNodePublicKey'>,
  token: string,
  body: string,
): Promise<InternalClaims> => {
  if (mediaNodePublicKey === null) throw new AppError('unavailable', 'no media node may report to this server');
  const refused = new AppError('unauthenticated', 'this report is not signed as it must be');
  const { payload } = await jwtVerify(token, remembered(mediaNodePublicKey, createPublicKey), {
    algorithms: [TOKEN_ALGORITHM],
    audience: INTERNAL_AUDIENCE,
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['exp', 'jti'],
  }).catch((error: unknown) => {
    throw error instanceof errors.JOSEError ? refused : error;
  });
  const claims = InternalClaims.safeParse(payload);
  if (!claims.success) throw refused;
  // An expiry far away would outlive our memory of the ids that were used.
  if (claims.data.exp > Date.now() / 1_000 + PROCESS_TOKEN_LIFETIME_S + CLOCK_TOLERANCE_S) throw refused;
  if (claims.data.bodySha256 !== createHash('sha256').update(body).digest('base64url')) throw refused;
  return claims.data;
};
