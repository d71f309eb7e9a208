import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SignallingPeer } from '#test/support/media-client.ts';
import { camera, CAMERA_RTP, microphone, MICROPHONE_RTP } from '#test/support/media-rtp.ts';
import { WatchedCall } from '#test/support/watched-call.ts';

const [OPUS] = MICROPHONE_RTP.codecs;
const [VP8] = CAMERA_RTP.codecs;
const RTX = { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 }, rtcpFeedback: [] };
/** A line of one's own in the SDP that others' browsers make. */
const LINE = 'x\r\na=ice-lite\r\nm=video 9 x';

const voice = (rtp: object): object => ({ ...MICROPHONE_RTP, ...rtp });
const picture = (rtp: object): object => ({ ...CAMERA_RTP, ...rtp });
const encodings = (count: number, make: (index: number) => object) => Array.from({ length: count }, (_, i) => make(i));

const REFUSED: [string, object][] = [
  ['writes lines by its cname', voice({ rtcp: { cname: LINE } })],
  ['has a cname of 30 kB', voice({ rtcp: { cname: 'x'.repeat(30_000) } })],
  [
    'writes lines by the value of a codec parameter',
    voice({ codecs: [{ ...OPUS, parameters: { useinbandfec: LINE } }] }),
  ],
  ['writes lines by the name of a codec parameter', picture({ codecs: [{ ...VP8, parameters: { [LINE]: 1 } }] })],
  ['has a codec parameter without a name', picture({ codecs: [{ ...VP8, parameters: { '': '' } }] })],
  [
    'has more codec parameters than there are',
    picture({
      codecs: [{ ...VP8, parameters: Object.fromEntries(encodings(2_000, (i) => [`k${i}`, i]) as [string, number][]) }],
    }),
  ],
  ['writes lines by its mid', picture({ mid: LINE })],
  ['writes lines by a RID', picture({ encodings: [{ rid: LINE }] })],
  ['writes lines by a scalability mode', picture({ encodings: [{ ssrc: 5, scalabilityMode: `L1T1${LINE}` }] })],
  ['writes lines by its feedback', picture({ codecs: [{ ...VP8, rtcpFeedback: [{ type: LINE }] }] })],
  ['writes lines by its codec', picture({ codecs: [{ ...VP8, mimeType: `video/VP8${LINE}` }] })],
  ['has two cameras in one', picture({ codecs: [VP8, { ...VP8, payloadType: 97 }] })],
  ['has two voices in one', voice({ codecs: [OPUS, { ...OPUS, payloadType: 112 }] })],
  ['uses a payload type twice', picture({ codecs: [VP8, VP8] })],
  ['retransmits what it does not send', picture({ codecs: [VP8, { ...RTX, parameters: { apt: 50 } }] })],
  ['only retransmits', picture({ codecs: [RTX] })],
  ['uses an SSRC twice', picture({ encodings: [{ ssrc: 5 }, { ssrc: 5 }] })],
  [
    'uses an SSRC for its retransmissions too',
    picture({ codecs: [VP8, RTX], encodings: [{ ssrc: 5, rtx: { ssrc: 5 } }] }),
  ],
  ['uses a RID twice', picture({ encodings: [{ rid: 'a' }, { rid: 'a' }] })],
  ['has a hundred layers', picture({ encodings: encodings(100, (i) => ({ rid: `r${i}` })) })],
  ['has a hundred voices', voice({ encodings: encodings(100, (i) => ({ ssrc: i + 1 })) })],
  ['names a clock that is not its codec’s', picture({ codecs: [{ ...VP8, clockRate: 1_000 }] })],
  ['has eight channels', voice({ codecs: [{ ...OPUS, channels: 8 }] })],
  ['uses an extension that is none', picture({ headerExtensions: [{ uri: 'urn:none', id: 1 }] })],
];

/** Nothing of it ever comes, or it is only the publisher's own loss. */
const HARMLESS: [string, object][] = [
  ['promises three layers', picture({ encodings: encodings(3, (i) => ({ rid: `r${i}`, scalabilityMode: 'L1T3' })) })],
  ['promises layers that VP8 has not', picture({ encodings: [{ ssrc: 5, scalabilityMode: 'L3T3_KEY' }] })],
  [
    'sends as another codec parameter says',
    voice({ codecs: [{ ...OPUS, parameters: { useinbandfec: 0, stereo: 1, 'sprop-stereo': 1, minptime: 3 } }] }),
  ],
  [
    'asks others to send next to nothing',
    picture({ codecs: [{ ...VP8, parameters: { 'x-google-max-bitrate': 1, 'max-fr': 0, 'max-fs': 0 } }] }),
  ],
  [
    'uses one id for two extensions',
    picture({
      headerExtensions: [
        { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
        { uri: 'urn:3gpp:video-orientation', id: 1 },
      ],
    }),
  ],
  ['has the SSRC of another peer', picture({ encodings: [{ ssrc: 0xffff_ffff }] })],
];

describe('a publisher that', () => {
  let call: WatchedCall;
  let liar: Awaited<ReturnType<typeof SignallingPeer.join>>;

  beforeAll(async () => {
    call = await WatchedCall.start();
  });
  afterAll(() => call.close());

  beforeEach(async () => {
    liar = await SignallingPeer.join(await call.node.grant(call.room));
    return () => liar.close();
  });

  const publish = (rtpParameters: object) => {
    const transportId = liar.joined.sendTransport?.id ?? '';
    const isVoice = JSON.stringify(rtpParameters).includes('audio/');
    return liar.raw('producer:create', {
      ...(isVoice ? microphone(transportId) : camera(transportId)),
      rtpParameters,
    });
  };

  /** Whoever comes later gets what the two browsers send, and `more`. */
  const expectLateJoinerToReceive = async (more: number): Promise<void> => {
    const late = await SignallingPeer.join(await call.node.grant(call.room));
    const rtpCapabilities = late.joined.routerRtpCapabilities;
    expect((await late.request('room:receive', { rtpCapabilities })).consumers).toHaveLength(4 + more);
    late.close();
  };

  it.each(REFUSED)('%s is refused, and the call goes on', async (_, rtpParameters) => {
    expect(await publish(rtpParameters)).toMatchObject({ ok: false, error: { code: 'invalid' } });
    await expectLateJoinerToReceive(0);
    await call.expectUndisturbed();
    // The same peer, when it tells the truth, is heard.
    await liar.request('producer:create', microphone(liar.joined.sendTransport?.id ?? ''));
  });

  it.each(HARMLESS)('%s is offered to all, and the call goes on', async (_, rtpParameters) => {
    expect(await publish(rtpParameters)).toMatchObject({ ok: true });
    await call.expectTracks(3);
    await expectLateJoinerToReceive(1);
    await call.expectUndisturbed();
    liar.close();
    await call.expectTracks(2);
    await call.expectUndisturbed();
  });

  it('is asked for what one browser cannot decode costs that browser nothing else', async () => {
    await liar.request('producer:create', microphone(liar.joined.sendTransport?.id ?? ''));
    const deaf = await SignallingPeer.join(await call.node.grant(call.room));
    const { codecs } = deaf.joined.routerRtpCapabilities as { codecs: { kind: string }[] };
    const rtpCapabilities = { codecs: codecs.filter(({ kind }) => kind === 'audio') };
    const { consumers } = await deaf.request('room:receive', { rtpCapabilities });
    expect(consumers.map(({ source }) => source)).toEqual(['microphone', 'microphone', 'microphone']);
    deaf.close();
    await call.expectUndisturbed();
  });
});
