import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewaySecret, VapidPrivateKey } from '#server/notification-keys.ts';
import { ensureKeys, type KeyFiles } from '#tools/start/keys.ts';

let folder: string;
let keys: KeyFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kanhu-keys-'));
  keys = await ensureKeys(folder);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the secrets that a start makes', () => {
  it('are such that the server takes them', async () => {
    expect(VapidPrivateKey.safeParse(await readFile(keys.vapidPrivate, 'utf8')).success).toBe(true);
    expect(GatewaySecret.safeParse(await readFile(keys.gatewaySecret, 'utf8')).success).toBe(true);
  });

  it('stay the same at the next start, and are for this user alone', async () => {
    const before = await Promise.all(Object.values(keys).map((file) => readFile(file, 'utf8')));
    expect(await ensureKeys(folder)).toEqual(keys);
    expect(await Promise.all(Object.values(keys).map((file) => readFile(file, 'utf8')))).toEqual(before);
    for (const file of Object.values(keys)) expect((await stat(file)).mode & 0o077).toBe(0);
  });
});
