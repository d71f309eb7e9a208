import { GATEWAY_CHANNELS, type OutsideChannel } from '#contracts/channel.ts';
import type { ServerConfig } from '../../config.ts';
import { createPost } from '../outbound/post.ts';
import type { Channel } from './channel.ts';
import { createGateway } from './gateway.ts';
import { createMail } from './mail.ts';
import { createWebPush } from './web-push.ts';

export type Channels = ReadonlyMap<OutsideChannel, Channel>;

type ChannelConfig = Pick<
  ServerConfig,
  'mail' | 'messageGateway' | 'outboundNetworks' | 'port' | 'publicUrl' | 'tls' | 'vapid'
>;

/** The channels that this installation has what they need for. */
export const createChannels = (config: ChannelConfig): Channels => {
  const { mail, messageGateway, vapid } = config;
  const post = createPost(config.outboundNetworks);
  const origin = config.publicUrl ?? new URL(`${config.tls === null ? 'http' : 'https'}://localhost:${config.port}`);
  const pageUrl = (path: string): string => new URL(path, origin).href;
  const channels = new Map<OutsideChannel, Channel>();
  if (vapid !== null) channels.set('push', createWebPush(vapid, post));
  if (mail !== null) channels.set('mail', createMail(mail, pageUrl));
  if (messageGateway !== null) {
    const gateway = createGateway(messageGateway, post, pageUrl);
    for (const channel of GATEWAY_CHANNELS) channels.set(channel, gateway);
  }
  return channels;
};
