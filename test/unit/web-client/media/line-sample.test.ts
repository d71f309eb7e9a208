import { describe, expect, it } from 'vitest';
import { between, toLineSample } from '#web-client/media/check/line-sample.ts';

const report = (...entries: Record<string, unknown>[]) => new Map(entries.map((entry, id) => [String(id), entry]));

describe('what arrived over a line', () => {
  it('is summed over sound and picture, with the longest round trip of the ways in use', () => {
    const sending = report(
      { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.05 },
      { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
      { type: 'remote-inbound-rtp', roundTripTime: 0.08 },
      { type: 'outbound-rtp', bytesSent: 9_999 },
    );
    const receiving = report(
      { type: 'inbound-rtp', kind: 'audio', bytesReceived: 1_000, packetsReceived: 10, packetsLost: 1 },
      {
        type: 'inbound-rtp',
        kind: 'video',
        bytesReceived: 9_000,
        packetsReceived: 20,
        packetsLost: 2,
        framesDecoded: 5,
      },
    );
    expect(toLineSample([sending, receiving], 7)).toEqual({
      ...{ atMs: 7, bytes: 10_000, packets: 30, lost: 3, frames: 5, roundTripMs: 80 },
    });
  });

  const zero = { atMs: 0, bytes: 0, packets: 0, lost: 0, frames: 0, roundTripMs: null };

  it('is told as rates between two looks', () => {
    const last = { atMs: 4_000, bytes: 500_000, packets: 970, lost: 30, frames: 100, roundTripMs: 41.6 };
    expect(between(zero, last, true)).toEqual({ bitrateKbps: 1_000, lossPercent: 3, roundTripMs: 42, framesPerS: 25 });
  });

  it('has no pictures where none was sent, and is all lost where nothing more came', () => {
    const silent = { ...zero, atMs: 4_000 };
    expect(between(zero, silent, false)).toEqual({
      bitrateKbps: 0,
      lossPercent: 100,
      roundTripMs: null,
      framesPerS: null,
    });
  });
});
