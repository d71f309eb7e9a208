import { describe, expect, it } from 'vitest';
import { readLine } from '#web-client/media/network-quality/reading.ts';

const PATH = { type: 'candidate-pair', nominated: true, state: 'succeeded' };

describe('what is read of the browser’s statistics', () => {
  it('is summed over the streams, and taken from the path in use', () => {
    const reading = readLine(
      [
        {
          ...PATH,
          bytesReceived: 100,
          responsesReceived: 2,
          currentRoundTripTime: 0.05,
          availableOutgoingBitrate: 800_000,
        },
        { ...PATH, nominated: false, bytesReceived: 9_999, currentRoundTripTime: 9, availableOutgoingBitrate: 9 },
        { type: 'outbound-rtp', kind: 'audio', packetsSent: 50, retransmittedPacketsSent: 2 },
        {
          type: 'outbound-rtp',
          kind: 'video',
          packetsSent: 30,
          retransmittedPacketsSent: 9,
          active: true,
          qualityLimitationReason: 'bandwidth',
        },
        { type: 'remote-inbound-rtp', kind: 'video', packetsLost: 3 },
        { type: 'remote-inbound-rtp', kind: 'video', packetsLost: 1 },
      ],
      [
        { ...PATH, bytesReceived: 1_000, responsesReceived: 1, currentRoundTripTime: 0.08 },
        {
          type: 'inbound-rtp',
          kind: 'audio',
          packetsReceived: 49,
          packetsLost: 1,
          jitter: 0.02,
        },
        {
          type: 'inbound-rtp',
          kind: 'video',
          packetsReceived: 90,
          packetsLost: 10,
          retransmittedPacketsReceived: 5,
          jitter: 9,
          framesDecoded: 25,
          totalFreezesDuration: 0.4,
        },
      ],
      true,
    );
    expect(reading).toEqual({
      heard: 1_103,
      roundTripS: 0.08,
      sending: { packets: 80, lost: 6, availableBitrate: 800_000, isHeldBack: true },
      receiving: { packets: 139, lost: 11, jitterS: 0.02, framesDecoded: 25, frozenS: 0.4, isWeakAtSource: true },
    });
  });

  it('takes no listener’s loss of a voice for our own, and counts a voice that the node asked for again', () => {
    const sent = [
      { type: 'outbound-rtp', kind: 'audio', packetsSent: 50, retransmittedPacketsSent: 0 },
      { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: 15 },
    ];
    expect(readLine(sent, [], false).sending).toMatchObject({ packets: 50, lost: 0 });
    const [voice, theirs] = sent;
    const missed = [{ ...voice, retransmittedPacketsSent: 4 }, { ...theirs }];
    expect(readLine(missed, [], false).sending).toMatchObject({ packets: 50, lost: 4 });
  });

  it('takes no gap in mediasoup’s probes for a loss', () => {
    const probes = { type: 'inbound-rtp', kind: 'video', mid: 'probator', packetsReceived: 48, packetsLost: 19 };
    expect(readLine([], [probes], false).receiving).toMatchObject({ packets: 0, lost: 0 });
  });

  it('is nothing where there is nothing, and a layer that is switched off suffers no want', () => {
    const off = { type: 'outbound-rtp', packetsSent: 3, active: false, qualityLimitationReason: 'bandwidth' };
    expect(readLine([off], [], false).sending).toEqual({
      packets: 3,
      lost: 0,
      availableBitrate: null,
      isHeldBack: false,
    });
    expect(readLine([], [], false)).toMatchObject({ heard: 0, roundTripS: null });
  });
});
