import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTROL_AUDIENCE, JOIN_AUDIENCE, JOIN_TOKEN_LIFETIME_S } from '#contracts/media.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { createKeyPair, GRANTS, nowS, signJoinToken } from '#test/support/media-keys.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';

describe('the join token', () => {
  let node: TestMediaNode;
  let room: { roomId: string; epoch: number };

  beforeAll(async () => {
    node = await startTestMediaNode();
    room = await node.openRoom(3);
  });
  afterAll(() => node.close());

  const connect = (token: string) => SignallingPeer.connect({ mediaUrl: node.url, token });
  const claims = () => ({ nodeId: node.nodeId, ...room, peerId: randomUUID() });

  it('opens its own room once', async () => {
    const grant = await node.grant(room);
    const peer = await SignallingPeer.join(grant);
    expect(peer.joined).toMatchObject({ roomId: room.roomId, peerId: grant.peerId });
    await expect(SignallingPeer.connect(grant)).rejects.toThrow('unauthenticated');
    peer.close();
  });

  it('is used up even when the connection ends before joining', async () => {
    const grant = await node.grant(room);
    (await SignallingPeer.connect(grant)).close();
    await expect(SignallingPeer.connect(grant)).rejects.toThrow('unauthenticated');
  });

  it.each([
    ['expired', { exp: nowS() - 30 }],
    ['longer-lived than allowed', { exp: nowS() + JOIN_TOKEN_LIFETIME_S * 10 }],
    ['for another audience', { aud: CONTROL_AUDIENCE }],
    ['for another node', { nodeId: 'another-node' }],
    ['without a role', { grants: { ...GRANTS, role: 'janitor' } }],
    ['without an id of its own', { jti: '' }],
  ])('is refused when it is %s', async (_, wrong) => {
    const token = await new SignJWT({
      aud: JOIN_AUDIENCE,
      jti: randomUUID(),
      exp: nowS() + JOIN_TOKEN_LIFETIME_S,
      displayName: 'Ana Sample',
      grants: GRANTS,
      ...claims(),
      ...wrong,
    })
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(node.serverKeys.privateKey);
    await expect(connect(token)).rejects.toThrow('unauthenticated');
  });

  it.each([
    ['an earlier epoch', 2],
    ['a later epoch', 4],
  ])('opens nothing with %s', async (_, epoch) => {
    await expect(connect(await signJoinToken(node.serverKeys.privateKey, { ...claims(), epoch }))).rejects.toThrow(
      'conflict',
    );
  });

  it('opens no room that the server has not opened, or has closed', async () => {
    const unknown = await signJoinToken(node.serverKeys.privateKey, { ...claims(), roomId: randomUUID() });
    await expect(connect(unknown)).rejects.toThrow('not_found');
    const ended = await node.openRoom();
    const grant = await node.grant(ended);
    await node.control({ type: 'room:close', roomId: ended.roomId, reason: 'ended' });
    await expect(SignallingPeer.connect(grant)).rejects.toThrow('not_found');
  });

  it('is refused when anyone but the server has signed it', async () => {
    const stranger = createKeyPair();
    await expect(connect(await signJoinToken(stranger.privateKey, claims()))).rejects.toThrow('unauthenticated');
    const body = {
      aud: JOIN_AUDIENCE,
      jti: randomUUID(),
      exp: nowS() + 60,
      displayName: '',
      grants: GRANTS,
      ...claims(),
    };
    await expect(connect(new UnsecuredJWT(body).encode())).rejects.toThrow('unauthenticated');
    // The public key is no secret: it must not work as the key of a symmetric signature.
    const confused = new SignJWT(body).setProtectedHeader({ alg: 'HS256' });
    await expect(connect(await confused.sign(Buffer.from(node.serverKeys.publicPem)))).rejects.toThrow(
      'unauthenticated',
    );
    const [header, payload, signature] = (await signJoinToken(node.serverKeys.privateKey, claims())).split('.');
    const raised = Buffer.from(JSON.stringify({ ...body, displayName: 'Someone else' })).toString('base64url');
    await expect(connect([header, raised, signature].join('.'))).rejects.toThrow('unauthenticated');
    expect(payload).not.toBe(raised);
  });

  it.each([
    ['nothing', {}],
    ['an empty token', { token: '' }],
    ['a number', { token: 7 }],
    ['a very long token', { token: 'a'.repeat(5_000) }],
    ['something beside the token', { token: 'a.b.c', admin: true }],
  ])('is refused when the handshake carries %s', async (_, auth) => {
    await expect(SignallingPeer.connect({ mediaUrl: node.url, token: '' }, { auth })).rejects.toThrow(
      'unauthenticated',
    );
  });

  it('is not read from the query', async () => {
    const { token } = await node.grant(room);
    const mediaUrl = `${node.url}/?token=${token}`;
    await expect(SignallingPeer.connect({ mediaUrl, token }, { auth: {} })).rejects.toThrow('unauthenticated');
  });

  it.each([['https://elsewhere.example'], ['null'], ['no url'], [null]])(
    'does not help a page of origin %s',
    async (origin) => {
      await expect(SignallingPeer.connect(await node.grant(room), { origin })).rejects.toThrow('websocket error');
    },
  );

  it('puts the newer connection of a peer in place of the older one, which hears why', async () => {
    const peerId = randomUUID();
    const witness = await SignallingPeer.join(await node.grant(room));
    const older = await SignallingPeer.join(await node.grant(room, { peerId }));
    const newer = await SignallingPeer.join(await node.grant(room, { peerId }));
    await older.disconnected();
    expect(older.payloads('room:closed')).toEqual([{ reason: 'replaced' }]);
    expect(newer.joined.peers.map((peer) => peer.peerId)).toEqual([witness.joined.peerId]);
    await newer.request('room:leave', {});
    await newer.disconnected();
    expect(newer.payloads('room:closed')).toEqual([]);
    expect(witness.payloads('peer:left')).toEqual([{ peerId }, { peerId }]);
    witness.close();
  });
});
