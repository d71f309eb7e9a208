import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mediaRequests, type MediaRequestName } from '#contracts/media.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { GRANTS } from '#test/support/media-keys.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';
import { camera, DTLS, microphone } from '#test/support/media-rtp.ts';

type Joined = SignallingPeer & Awaited<ReturnType<typeof SignallingPeer.join>>;
type Owner = { peer: Joined; producerId: string; consumerId: string };

const sendTransportOf = ({ joined }: Joined): string => joined.sendTransport?.id ?? '';

/** Each request, made with what belongs to another peer. `own-peer-only`: it names nothing, so there is nothing to steal. */
const WRONG_USER_CASES: Record<MediaRequestName, ((owner: Owner) => object) | 'own-peer-only'> = {
  'room:join': 'own-peer-only',
  'room:receive': 'own-peer-only',
  'room:leave': 'own-peer-only',
  'peer:report-line': 'own-peer-only',
  'transport:connect': ({ peer }) => ({ transportId: sendTransportOf(peer), dtlsParameters: DTLS }),
  'transport:restart-ice': ({ peer }) => ({ transportId: peer.joined.receiveTransport.id }),
  'producer:create': ({ peer }) => camera(sendTransportOf(peer)),
  'producer:pause': ({ producerId }) => ({ producerId }),
  'producer:resume': ({ producerId }) => ({ producerId }),
  'producer:close': ({ producerId }) => ({ producerId }),
  'consumer:resume': ({ consumerId }) => ({ consumerId }),
  'consumer:pause': ({ consumerId }) => ({ consumerId }),
  'consumer:prefer-layers': ({ consumerId }) => ({ consumerId, spatialLayer: 0 }),
};

describe('what belongs to one peer', () => {
  let node: TestMediaNode;
  let owner: Owner;
  let roommate: Joined;
  let stranger: Joined;

  beforeAll(async () => {
    node = await startTestMediaNode();
  });
  afterAll(() => node.close());

  beforeEach(async () => {
    const room = await node.openRoom();
    const peer = await SignallingPeer.join(await node.grant(room));
    roommate = await SignallingPeer.join(await node.grant(room));
    stranger = await SignallingPeer.join(await node.grant(await node.openRoom()));
    const { producerId } = await peer.request('producer:create', microphone(sendTransportOf(peer)));
    await roommate.request('producer:create', camera(sendTransportOf(roommate)));
    const rtpCapabilities = peer.joined.routerRtpCapabilities;
    const { consumers } = await peer.request('room:receive', { rtpCapabilities });
    owner = { peer, producerId, consumerId: consumers[0]?.consumerId ?? '' };
    expect(consumers).toHaveLength(1);
    return () => [peer, roommate, stranger].forEach((each) => each.close());
  });

  it('has a case for each request of the contract', () => {
    expect(Object.keys(WRONG_USER_CASES).sort()).toEqual(Object.keys(mediaRequests).sort());
  });

  const cases = Object.entries(WRONG_USER_CASES).flatMap(([name, make]) =>
    typeof make === 'function' ? [[name, make] as const] : [],
  );

  it.each(cases)('is out of reach of others: %s', async (name, make) => {
    for (const other of [roommate, stranger]) {
      expect(await other.raw(name, make(owner))).toMatchObject({ ok: false, error: { code: 'not_found' } });
    }
    // Nothing happened to it: its owner still can.
    expect(await owner.peer.raw(name, make(owner))).toMatchObject({ ok: true });
  });

  it.each(['room:receive', 'room:leave', ...cases.map(([name]) => name)])('needs a joined peer: %s', async (name) => {
    const room = await node.openRoom();
    const peer = await SignallingPeer.connect(await node.grant(room));
    const make = WRONG_USER_CASES[name as MediaRequestName];
    const request =
      typeof make === 'function' ? make(owner) : name === 'room:receive' ? { rtpCapabilities: { codecs: [] } } : {};
    expect(await peer.raw(name, request)).toMatchObject({ ok: false, error: { code: 'conflict' } });
    peer.close();
  });

  it('a connection joins once', async () => {
    expect(await roommate.raw('room:join', {})).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it('who may not publish gets no transport to send on, and publishes nothing', async () => {
    const room = await node.openRoom();
    const listener = await SignallingPeer.join(await node.grant(room, { grants: { ...GRANTS, mayPublish: false } }));
    expect(listener.joined.sendTransport).toBeNull();
    const publish = await listener.raw('producer:create', microphone(listener.joined.receiveTransport.id));
    expect(publish).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    listener.close();
  });

  it('one camera, one microphone, one screen, each of its own kind', async () => {
    const transportId = sendTransportOf(owner.peer);
    const again = await owner.peer.raw('producer:create', microphone(transportId));
    expect(again).toMatchObject({ ok: false, error: { code: 'conflict' } });
    const disguised = await owner.peer.raw('producer:create', { ...microphone(transportId), source: 'camera' });
    expect(disguised).toMatchObject({ ok: false, error: { code: 'invalid' } });
    await owner.peer.request('producer:close', { producerId: owner.producerId });
    await owner.peer.request('producer:create', microphone(transportId));
  });

  it('tells no peer the address of another', () => {
    const heard = JSON.stringify([roommate.joined, roommate.notifications, owner.peer.notifications]);
    expect(heard).not.toMatch(/remoteAddress|::1|::ffff/);
    // The node's own candidates are the only addresses in it.
    expect(new Set(heard.match(/\d+\.\d+\.\d+\.\d+/g))).toEqual(new Set(['127.0.0.1']));
  });
});
