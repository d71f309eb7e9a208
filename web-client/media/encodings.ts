import type { types } from 'mediasoup-client';
import type { MediaSource } from '#contracts/media.ts';

type SendOptions = Pick<types.ProducerOptions, 'encodings' | 'codecOptions'>;

/**
 * How each source is sent. A camera in three sizes, so that every receiver gets what its line carries; a screen once,
 * sharp and slow; speech with forward error correction and retransmission for bad lines, and next to nothing in silence.
 */
export const SEND_OPTIONS: Record<MediaSource, SendOptions> = {
  camera: {
    encodings: [
      { scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
      { scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
      { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, scalabilityMode: 'L1T3' },
    ],
    // Without it the encoder starts with the smallest picture and takes seconds to grow.
    codecOptions: { videoGoogleStartBitrate: 1_000 },
  },
  screen: {
    encodings: [{ maxBitrate: 2_500_000, maxFramerate: 15 }],
    codecOptions: { videoGoogleStartBitrate: 1_000 },
  },
  microphone: { codecOptions: { opusFec: true, opusDtx: true, opusNack: true, opusStereo: false } },
};
