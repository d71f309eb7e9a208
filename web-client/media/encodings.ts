import type { types } from 'mediasoup-client';
import type { MediaSource } from '#contracts/media.ts';
import type { Step } from './network-quality/ladder.ts';

type SendOptions = Pick<types.ProducerOptions, 'encodings' | 'codecOptions'>;

/** From these sizes on (in pixels) libwebrtc sends two and three layers; of a smaller picture it drops the upper ones. */
const TWO_LAYERS_FROM = 480 * 270;
const THREE_LAYERS_FROM = 960 * 540;

const layer = (scaleResolutionDownBy: number, maxBitrate: number): types.RtpEncodingParameters => ({
  scaleResolutionDownBy,
  maxBitrate,
  scalabilityMode: 'L1T3',
});

/** The camera in up to three sizes, so that every receiver gets what its line carries. */
const CAMERA_LAYERS = {
  1: [layer(1, 300_000)],
  2: [layer(2, 250_000), layer(1, 900_000)],
  3: [layer(4, 150_000), layer(2, 500_000), layer(1, 1_500_000)],
} as const;

/** What the smallest picture may take on a weak line. */
const SMALL_BITRATE = 150_000;

/** Sends of a camera what the line carries: all its sizes, the smallest alone, or not one packet. */
export const sendCameraAt = async (sender: RTCRtpSender, step: Step): Promise<void> => {
  const parameters = sender.getParameters();
  const layers = Object.values(CAMERA_LAYERS).find(({ length }) => length === parameters.encodings.length);
  parameters.encodings.forEach((encoding, index) => {
    encoding.active = step === 'full' || (step === 'small' && index === 0);
    const { maxBitrate } = layers?.[index] ?? {};
    if (maxBitrate !== undefined)
      encoding.maxBitrate = step === 'full' ? maxBitrate : Math.min(maxBitrate, SMALL_BITRATE);
  });
  await sender.setParameters(parameters);
};

/** How many sizes of this camera's picture are worth sending: more than that and the sharpest would be lost. */
export const cameraLayers = ({ width = 0, height = 0 }: MediaTrackSettings): 1 | 2 | 3 => {
  const pixels = width * height;
  return pixels >= THREE_LAYERS_FROM ? 3 : pixels >= TWO_LAYERS_FROM ? 2 : 1;
};

/**
 * How each source is sent: a camera in several sizes; a screen once, sharp and slow; speech with forward error
 * correction and retransmission for bad lines, and next to nothing in silence.
 */
export const sendOptions = (source: MediaSource, track: MediaStreamTrack): SendOptions => {
  switch (source) {
    case 'camera':
      return {
        encodings: [...CAMERA_LAYERS[cameraLayers(track.getSettings())]],
        // Without it the encoder starts with the smallest picture and takes seconds to grow. In kbit/s: the two lower of
        // three layers (150 + 500) and half of the sharpest, with which 1280 x 720 arrives from the start in our tests; a
        // line that carries less is found out, and relieved, within seconds.
        codecOptions: { videoGoogleStartBitrate: 1_500 },
      };
    case 'screen':
      return {
        encodings: [{ maxBitrate: 2_500_000, maxFramerate: 15 }],
        codecOptions: { videoGoogleStartBitrate: 1_500 },
      };
    case 'microphone':
      return { codecOptions: { opusFec: true, opusDtx: true, opusNack: true, opusStereo: false } };
  }
};
