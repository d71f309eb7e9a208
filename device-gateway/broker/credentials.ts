import { createHash, timingSafeEqual } from 'node:crypto';
import type { Sql } from 'postgres';
import { DeviceId } from '#contracts/device.ts';

export type CredentialsOutcome =
  | { ok: true; deviceId: string; passwordSha256: Buffer | null; isToken: boolean }
  | { ok: false; reason: 'bad-credentials' | 'revoked' };

type KnownDevice = { secretSha256: Buffer; tokensSha256: readonly Buffer[]; isRevoked: boolean };
type Waiting = {
  deviceId: string;
  resolve: (device: KnownDevice | undefined) => void;
  reject: (error: unknown) => void;
};

/** Compared with when no such device exists, so that both answers take as long. */
const NOBODY: KnownDevice = { secretSha256: Buffer.alloc(32), tokensSha256: [], isRevoked: true };

/** Most devices asked for in one query. */
const MAX_BATCH = 500;

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * Checks user name and password (the device's secret, or a token that a browser was given) against the database, at every CONNECT anew: nothing is cached, so a revoked device
 * stays out. Questions that come while one is being answered share the next query: after an outage thousands of devices
 * come back within seconds.
 */
export const createCredentialsCheck = (sql: Sql) => {
  const waiting: Waiting[] = [];
  let isAsking = false;

  const ask = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const rows = await sql<{ id: string; secret_sha256: Buffer; tokens: string[]; is_revoked: boolean }[]>`
        select id, secret_sha256, revoked_at is not null as is_revoked, array(
          select encode(token_sha256, 'hex') from live_device_tokens token where token.device_id = devices.id
        ) as tokens
        from devices where id = any(${batch.map(({ deviceId }) => deviceId)}::text[])`;
      const known = new Map(
        rows.map((row) => [
          row.id,
          {
            secretSha256: row.secret_sha256,
            tokensSha256: row.tokens.map((token) => Buffer.from(token, 'hex')),
            isRevoked: row.is_revoked,
          },
        ]),
      );
      for (const { deviceId, resolve } of batch) resolve(known.get(deviceId));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const askAll = async (): Promise<void> => {
    isAsking = true;
    while (waiting.length > 0) await ask(waiting.splice(0, MAX_BATCH));
    isAsking = false;
  };

  const find = (deviceId: string): Promise<KnownDevice | undefined> =>
    new Promise((resolve, reject) => {
      waiting.push({ deviceId, resolve, reject });
      if (!isAsking) void askAll();
    });

  /**
   * Rejects when the database cannot be asked. Without `needsPassword` the caller knows by its certificate which device
   * it is, and asks only whether that may sign in; a password that is sent must be right all the same.
   */
  return async (
    username: string | undefined,
    password: Uint8Array | undefined,
    { needsPassword }: { needsPassword: boolean },
  ): Promise<CredentialsOutcome> => {
    if (username === undefined || !DeviceId.safeParse(username).success || (needsPassword && password === undefined)) {
      return { ok: false, reason: 'bad-credentials' };
    }
    const device = await find(username);
    const { secretSha256, tokensSha256, isRevoked } = device ?? NOBODY;
    const passwordSha256 = password === undefined ? null : sha256(password);
    const isSecret = passwordSha256 === null || timingSafeEqual(secretSha256, passwordSha256);
    const isToken =
      passwordSha256 !== null && tokensSha256.some((tokenSha256) => timingSafeEqual(tokenSha256, passwordSha256));
    if ((!isSecret && !isToken) || device === undefined) return { ok: false, reason: 'bad-credentials' };
    return isRevoked ? { ok: false, reason: 'revoked' } : { ok: true, deviceId: username, passwordSha256, isToken };
  };
};

export type CredentialsCheck = ReturnType<typeof createCredentialsCheck>;
