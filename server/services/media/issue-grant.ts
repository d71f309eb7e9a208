import type { JoinGrant } from '#contracts/consultation.ts';
import type { PeerGrants } from '#contracts/media.ts';
import type { Deps } from '../../deps.ts';
import { mediaUrlForBrowser } from './browser-url.ts';
import { confirmRoom } from './confirm-room.ts';
import { iceServers } from './ice-servers.ts';
import type { OpenRoom } from './rooms.ts';
import { signJoinToken } from './tokens.ts';

type Peer = { peerId: string; displayName: string; grants: PeerGrants; requestedHost: string | undefined };

/** What opens this room for one peer, once and within a minute, when its node has confirmed that it has the room. */
export const issueGrant = async (
  deps: Deps,
  room: OpenRoom,
  { peerId, displayName, grants, requestedHost }: Peer,
): Promise<JoinGrant> => {
  const { roomId, epoch, node } = await confirmRoom(deps, room);
  const token = await signJoinToken(deps.config, { nodeId: node.id, roomId, epoch, peerId, displayName, grants });
  const mediaUrl = mediaUrlForBrowser(deps.config, node.mediaUrl, requestedHost);
  return { roomId, peerId, mediaUrl, token, iceServers: iceServers(deps.config, peerId, deps.now()) };
};
