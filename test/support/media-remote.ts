import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { JoinGrant } from '#contracts/consultation.ts';
import { CONTROL_PATH, type ControlCommand, type JoinClaims } from '#contracts/media.ts';
import { signControlToken, signJoinToken, type KeyPair } from './media-keys.ts';

export type TestRoom = { roomId: string; epoch: number };

/** What the server does with a media node: commands it, and lets people in. */
export class MediaRemote {
  readonly url: string;
  readonly nodeId: string;
  readonly serverKeys: KeyPair;

  constructor({ url, nodeId, serverKeys }: Pick<MediaRemote, 'url' | 'nodeId' | 'serverKeys'>) {
    this.url = url;
    this.nodeId = nodeId;
    this.serverKeys = serverKeys;
  }

  /** Sends a signed command; `overrides` change claims of its token. */
  async control(command: ControlCommand, overrides?: JWTPayload): Promise<Response> {
    return fetch(this.url + CONTROL_PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body: await signControlToken(this.serverKeys.privateKey, this.nodeId, command, overrides),
    });
  }

  async openRoom(epoch = 1): Promise<TestRoom> {
    const roomId = randomUUID();
    const response = await this.control({ type: 'room:open', roomId, epoch });
    if (!response.ok) throw new Error(`room:open answered ${response.status}`);
    return { roomId, epoch };
  }

  async grant({ roomId, epoch }: TestRoom, claims: Partial<JoinClaims> & JWTPayload = {}): Promise<JoinGrant> {
    const peerId = claims.peerId ?? randomUUID();
    const { nodeId } = this;
    const token = await signJoinToken(this.serverKeys.privateKey, { nodeId, roomId, epoch, peerId, ...claims });
    return { roomId, peerId, mediaUrl: this.url, token, iceServers: [] };
  }
}
