import type { types } from 'mediasoup';

/**
 * What every router speaks: Opus and VP8, which every browser must implement (RFC 7742, RFC 7874). One video codec for
 * all means that nobody's call ever needs a transcoder.
 */
export const ROUTER_CODECS: readonly types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

/** Enough for the highest layer of a camera and audio, so that a receiver begins with the sharp picture. */
export const INITIAL_OUTGOING_BITRATE = 2_500_000;

/** Camera (three layers), screen and audio together stay below this; more is not a visit but an abuse. */
export const MAX_INCOMING_BITRATE = 8_000_000;
