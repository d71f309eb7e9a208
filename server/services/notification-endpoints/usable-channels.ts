import type { OutsideChannel } from '#contracts/channel.ts';
import type { Database, Transaction } from '#database/client.ts';
import type { ServerConfig } from '../../config.ts';
import { configuredChannels } from '../../configured-channels.ts';
import { readSettings } from '../notification-settings/read-settings.ts';

/** The channels that the installation has what it needs for, and that the clinic has switched on. */
export const usableChannels = async (
  db: Database | Transaction,
  config: Pick<ServerConfig, 'vapid' | 'mail' | 'messageGateway'>,
): Promise<OutsideChannel[]> => {
  const { channels } = await readSettings(db);
  return configuredChannels(config).filter((channel) => channels.includes(channel));
};
