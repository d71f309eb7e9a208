import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that hold what our processes prove themselves with. Each is made once and stays with the data. */
export type KeyFiles = {
  authSecret: string;
  webhookSecret: string;
  joinPrivate: string;
  joinPublic: string;
  nodePrivate: string;
  nodePublic: string;
  vapidPrivate: string;
  gatewaySecret: string;
  watchdogSecret: string;
};

const writeOnce = async (path: string, content: () => string): Promise<string> => {
  if (!existsSync(path)) await writeFile(path, content(), { mode: 0o600, flag: 'wx' });
  return path;
};

const writePairOnce = async (privatePath: string, publicPath: string): Promise<void> => {
  if (existsSync(privatePath) && existsSync(publicPath)) return;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await writeFile(privatePath, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  await writeFile(publicPath, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o600 });
};

/** With what push services know the clinic. Another one ends every browser's subscription. */
const newVapidKey = (): string => {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // A key that begins with zeros is written without them.
  return Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
};

/** Secrets of a clinic that runs on one machine; a clinic on several hands them in through the environment. */
export const ensureKeys = async (dataDir: string): Promise<KeyFiles> => {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: KeyFiles = {
    authSecret: join(folder, 'auth-secret'),
    webhookSecret: join(folder, 'webhook-secret'),
    joinPrivate: join(folder, 'join-token.private.pem'),
    joinPublic: join(folder, 'join-token.public.pem'),
    nodePrivate: join(folder, 'media-node.private.pem'),
    nodePublic: join(folder, 'media-node.public.pem'),
    vapidPrivate: join(folder, 'vapid-private'),
    gatewaySecret: join(folder, 'message-gateway-secret'),
    watchdogSecret: join(folder, 'watchdog-secret'),
  };
  await writeOnce(files.authSecret, () => randomBytes(32).toString('base64url'));
  await writeOnce(files.webhookSecret, () => randomBytes(32).toString('base64url'));
  await writeOnce(files.watchdogSecret, () => randomBytes(32).toString('base64url'));
  await writeOnce(files.vapidPrivate, newVapidKey);
  await writeOnce(files.gatewaySecret, () => `whsec_${randomBytes(32).toString('base64')}`);
  await writePairOnce(files.joinPrivate, files.joinPublic);
  await writePairOnce(files.nodePrivate, files.nodePublic);
  return files;
};
