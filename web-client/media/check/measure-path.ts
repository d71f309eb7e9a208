import type { CallPath, PathMeasurement } from '#contracts/call-check.ts';
import type { JoinGrant } from '#contracts/consultation.ts';
import type { LocalMedia } from '../local-media.ts';
import { MediaSession } from '../session.ts';
import { between, toLineSample, type LineSample } from './line-sample.ts';

/** A call that has not come about by then would be no call either. */
const CONNECT_PATIENCE_MS = 8_000;
/** The picture begins after the sound; what is still missing then is told as it is. */
const PICTURE_PATIENCE_MS = 4_000;
/** A browser begins with little and sends more as it learns what the line carries. */
const SETTLE_MS = 2_000;
const MEASURE_MS = 4_000;
const LOOK_EVERY_MS = 200;

type Tracks = Pick<LocalMedia, 'camera' | 'microphone'>;

/**
 * Sends camera and microphone to the media node by this way only, has them sent back, and measures for some seconds. The
 * grant is one of a check room. Rejects only when `signal` is aborted.
 */
export const measurePath = async (
  path: CallPath,
  grant: JoinGrant,
  tracks: Tracks,
  signal: AbortSignal,
): Promise<PathMeasurement> => {
  let session: MediaSession;
  // The way before this one may have been too weak for the picture, and have switched the camera off.
  for (const track of [tracks.camera, tracks.microphone]) if (track !== undefined) track.enabled = true;
  try {
    session = await MediaSession.join(grant, { ...tracks, path });
  } catch {
    signal.throwIfAborted();
    return { path, isConnected: false, reason: 'no-signalling' };
  }
  try {
    return await follow(session, path, tracks, signal);
  } finally {
    session.leave();
  }
};

const follow = async (
  session: MediaSession,
  path: CallPath,
  { camera }: Tracks,
  signal: AbortSignal,
): Promise<PathMeasurement> => {
  const isPictureSent = camera !== undefined;
  const isOver = (): boolean => session.state === 'closed';
  const until = (isReached: (sample: LineSample) => boolean, patienceMs: number): Promise<LineSample> =>
    sampleUntil(session, (sample) => isOver() || isReached(sample), patienceMs, signal);

  const arrived = await until(({ packets }) => packets > 0, CONNECT_PATIENCE_MS);
  if (arrived.packets === 0) return { path, isConnected: false, reason: 'no-media' };
  if (isPictureSent) await until(({ frames }) => frames > 0, PICTURE_PATIENCE_MS);
  const first = await until(() => false, SETTLE_MS);
  const last = isOver() ? first : await until(() => false, MEASURE_MS);
  // The line broke while it was measured.
  if (isOver()) return { path, isConnected: false, reason: 'no-media' };
  return { path, isConnected: true, ...between(first, last, isPictureSent) };
};

/** Looks again and again until it is reached or the time is over; answers the last look. */
const sampleUntil = async (
  session: MediaSession,
  isReached: (sample: LineSample) => boolean,
  patienceMs: number,
  signal: AbortSignal,
): Promise<LineSample> => {
  const endsAt = performance.now() + patienceMs;
  for (;;) {
    const sample = toLineSample(await session.reports(), performance.now());
    signal.throwIfAborted();
    if (isReached(sample) || performance.now() >= endsAt) return sample;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
};
