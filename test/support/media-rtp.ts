import type { MediaRequest } from '#contracts/media.ts';

/** What a browser would send for an Opus microphone and a VP8 camera: enough for a producer that never gets a packet. */
export const MICROPHONE_RTP = {
  mid: '0',
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, usedtx: 1 },
      rtcpFeedback: [],
    },
  ],
  headerExtensions: [],
  encodings: [{ ssrc: 11_111_111 }],
  rtcp: { cname: 'sample' },
};

export const CAMERA_RTP = {
  mid: '1',
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 96,
      clockRate: 90_000,
      parameters: {},
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }],
    },
  ],
  headerExtensions: [],
  encodings: [{ ssrc: 22_222_222 }],
  rtcp: { cname: 'sample' },
};

export const microphone = (transportId: string): MediaRequest<'producer:create'> => ({
  transportId,
  kind: 'audio',
  source: 'microphone',
  rtpParameters: MICROPHONE_RTP,
  isPaused: false,
});

export const camera = (transportId: string): MediaRequest<'producer:create'> => ({
  transportId,
  kind: 'video',
  source: 'camera',
  rtpParameters: CAMERA_RTP,
  isPaused: false,
});

/** A well-formed fingerprint of no certificate at all. */
export const DTLS = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
