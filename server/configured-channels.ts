import { GATEWAY_CHANNELS, type OutsideChannel } from '#contracts/channel.ts';
import type { ServerConfig } from './config.ts';

/** The channels that this installation has keys, a mail server or a gateway for; the clinic decides which of them it uses. */
export const configuredChannels = ({
  vapid,
  mail,
  messageGateway,
}: Pick<ServerConfig, 'vapid' | 'mail' | 'messageGateway'>): OutsideChannel[] => [
  ...(vapid === null ? [] : (['push'] as const)),
  ...(mail === null ? [] : (['mail'] as const)),
  ...(messageGateway === null ? [] : GATEWAY_CHANNELS),
];
