import { createHmac } from 'node:crypto';
import type { z } from 'zod';
import type { IceServer } from '#contracts/consultation.ts';
import type { ServerConfig } from '../../config.ts';

/** Longer than any visit: a relayed allocation is refreshed with the credentials that it was made with. */
const LIFETIME_S = 12 * 3_600;

/**
 * Relay servers with credentials that coturn checks by itself (`use-auth-secret`): user name `expiry:peer`, password
 * its HMAC-SHA1 (draft-uberti-behave-turn-rest-00, 2.2). None where no relay is configured.
 */
export const iceServers = (
  { turn }: Pick<ServerConfig, 'turn'>,
  peerId: string,
  now: Date,
): z.infer<typeof IceServer>[] => {
  if (turn === null) return [];
  const username = `${Math.floor(now.getTime() / 1_000) + LIFETIME_S}:${peerId}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  return [{ urls: [...turn.urls], username, credential }];
};
