import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mediaRequests } from '#contracts/media.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';
import { CAMERA_RTP, camera, DTLS, microphone } from '#test/support/media-rtp.ts';

type Joined = Awaited<ReturnType<typeof SignallingPeer.join>>;

describe('a malformed request', () => {
  let node: TestMediaNode;
  let peer: Joined;
  let sendId: string;

  beforeAll(async () => {
    node = await startTestMediaNode();
  });
  afterAll(() => node.close());

  beforeEach(async () => {
    peer = await SignallingPeer.join(await node.grant(await node.openRoom()));
    sendId = peer.joined.sendTransport?.id ?? '';
    return async () => {
      peer.close();
      // Whatever was sent: the node serves the next visit, by the same worker.
      const next = await SignallingPeer.join(await node.grant(await node.openRoom()));
      await next.request('producer:create', microphone(next.joined.sendTransport?.id ?? ''));
      next.close();
      expect(node.service.node.workerDeaths).toBe(0);
    };
  });

  const bodies = [null, undefined, 7, 'text', [], [{}], { surprise: true }, { transportId: null }];

  it.each(Object.keys(mediaRequests))('%s is refused whatever its body', async (name) => {
    for (const body of bodies) {
      const result = await peer.raw(name, body);
      // A list is an object without the fields, `undefined` arrives as null; nothing of that may pass.
      expect(result, `body ${JSON.stringify(body)}`).toMatchObject({ ok: false, error: { code: 'invalid' } });
    }
    expect(await peer.raw(name)).toMatchObject({ ok: false, error: { code: 'invalid' } });
    expect(await peer.raw(name, {}, {})).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  it.each(['no:such-request', '__proto__', 'constructor', 'toString', ''])('there is no request %j', async (name) => {
    expect(await peer.raw(name, {})).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  it.each([
    ['no codecs', { ...CAMERA_RTP, codecs: undefined }],
    ['codecs of another kind', { ...CAMERA_RTP, codecs: [{ ...CAMERA_RTP.codecs[0], mimeType: 'audio/opus' }] }],
    [
      'a codec that the room does not speak',
      { ...CAMERA_RTP, codecs: [{ ...CAMERA_RTP.codecs[0], mimeType: 'video/AV1' }] },
    ],
    ['a payload type out of range', { ...CAMERA_RTP, codecs: [{ ...CAMERA_RTP.codecs[0], payloadType: 70_000 }] }],
    ['a negative SSRC', { ...CAMERA_RTP, encodings: [{ ssrc: -1 }] }],
    ['an SSRC of 40 bits', { ...CAMERA_RTP, encodings: [{ ssrc: 2 ** 40 }] }],
    ['an SSRC that is text', { ...CAMERA_RTP, encodings: [{ ssrc: 'one' }] }],
    ['encodings that are no list', { ...CAMERA_RTP, encodings: 'none' }],
    ['no encodings', { ...CAMERA_RTP, encodings: [] }],
    [
      'a thousand encodings',
      { ...CAMERA_RTP, encodings: Array.from({ length: 1_000 }, (_, ssrc) => ({ ssrc: ssrc + 1 })) },
    ],
    [
      'a header extension with an id of 300',
      { ...CAMERA_RTP, headerExtensions: [{ uri: 'urn:3gpp:video-orientation', id: 300 }] },
    ],
    ['a mid that is a number', { ...CAMERA_RTP, mid: 7 }],
    ['a scalability mode of 99 layers', { ...CAMERA_RTP, encodings: [{ ssrc: 5, scalabilityMode: 'L99T99' }] }],
  ])('a camera with %s is refused', async (_, rtpParameters) => {
    const result = await peer.raw('producer:create', { ...camera(sendId), rtpParameters });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid' } });
    await peer.request('producer:create', camera(sendId));
  });

  it.each([
    ['no fingerprint', { ...DTLS, fingerprints: [] }],
    ['an unknown algorithm', { ...DTLS, fingerprints: [{ algorithm: 'md5', value: 'AB:CD' }] }],
    ['a fingerprint that is none', { ...DTLS, fingerprints: [{ algorithm: 'sha-256', value: '<script>' }] }],
    ['a role of its own', { ...DTLS, role: 'king' }],
  ])('DTLS with %s is refused', async (_, dtlsParameters) => {
    const result = await peer.raw('transport:connect', { transportId: sendId, dtlsParameters });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid' } });
    // The transport is as it was, and connects with good ones, once.
    await peer.request('transport:connect', { transportId: sendId, dtlsParameters: DTLS });
    const again = await peer.raw('transport:connect', { transportId: sendId, dtlsParameters: DTLS });
    expect(again).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it.each([
    ['codecs that are text', { codecs: 'all' }],
    ['a codec without a type', { codecs: [{ kind: 'video' }] }],
    ['a codec of no kind', { codecs: [{ kind: 'smell', mimeType: 'smell/rose', clockRate: 1 }] }],
  ])('capabilities with %s are refused', async (_, rtpCapabilities) => {
    const result = await peer.raw('room:receive', { rtpCapabilities });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  it('without an acknowledgement goes nowhere', async () => {
    peer.socket.emit('room:leave', {});
    expect((await peer.raw('transport:restart-ice', { transportId: sendId })).ok).toBe(true);
  });

  it.each([1_000, 10_000, 30_000])('nested %i deep is answered or cut off', async (depth) => {
    const nested = '['.repeat(depth) + ']'.repeat(depth);
    // Written as text: our own end could not encode it without running out of stack.
    for (const key of ['rtpCapabilities', 'rtpParameters']) {
      peer.socket.io.engine.write(`42["room:receive",{"${key}":{"codecs":${nested}}}]`);
    }
    const next = peer.raw('transport:restart-ice', { transportId: sendId });
    await Promise.race([next.catch(() => undefined), peer.disconnected()]);
  });

  it('is cut off when it is longer than any real one', async () => {
    peer.socket.emit('room:receive', { rtpCapabilities: { codecs: ['a'.repeat(100_000)] } }, () => undefined);
    await peer.disconnected();
  });

  it('in a flood is refused, and whoever goes on is cut off', async () => {
    const answers = await Promise.all(
      Array.from({ length: 150 }, () => peer.raw('transport:restart-ice', { transportId: sendId })),
    );
    const refused = answers.filter((result) => !result.ok && result.error.code === 'rate_limited');
    expect(refused.length).toBeGreaterThan(50);
    for (let index = 0; index < 300; index += 1) peer.socket.emit('room:leave', {}, () => undefined);
    await peer.disconnected();
  });

  it('that is not even Socket.IO is closed within seconds', async () => {
    const { hostname, port } = new URL(node.url);
    const socket = connectTcp(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write('\u0000\u0001 nonsense \r\n\r\n');
    socket.resume();
    await once(socket, 'close');
  });
});
