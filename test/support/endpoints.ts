import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { OutsideChannel } from '#contracts/channel.ts';
import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { notificationEndpoints, notificationSettings } from '#database/schema/index.ts';
import { VapidPrivateKey } from '#server/notification-keys.ts';

type EndpointValues = typeof notificationEndpoints.$inferInsert;

/** A verified endpoint, as if its owner had entered the code. */
export const addEndpoint = async (
  db: Database,
  values: Pick<EndpointValues, 'userId' | 'channel' | 'address'> & Partial<EndpointValues>,
): Promise<string> => {
  const id = newId();
  const at = new Date();
  await db
    .insert(notificationEndpoints)
    .values({ id, label: `my ${values.channel}`, locale: 'en', createdAt: at, verifiedAt: at, ...values });
  return id;
};

export const setChannels = async (db: Database, channels: OutsideChannel[], mayCarryDetails = false): Promise<void> => {
  const settings = { channels, mayCarryDetails, changedAt: new Date() };
  await db
    .insert(notificationSettings)
    .values(settings)
    .onConflictDoUpdate({ target: notificationSettings.isOnly, set: settings });
};

/** A key pair for Web Push, as it stands in the environment. */
export const createVapid = (): { env: Record<string, string>; publicKey: string } => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const scalar = privateKey.export({ format: 'jwk' }).d ?? '';
  const { publicKey } = VapidPrivateKey.parse(scalar);
  return {
    env: { KANHU_VAPID_PRIVATE_KEY: scalar, KANHU_VAPID_SUBJECT: 'mailto:clinic@example.org' },
    publicKey,
  };
};

/** A secret for the message gateway: as bytes, and as it stands in the environment. */
export const createGatewaySecret = (): { bytes: Uint8Array; text: string } => {
  const bytes = randomBytes(32);
  return { bytes, text: `whsec_${bytes.toString('base64')}` };
};
