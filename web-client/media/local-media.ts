import type { LocalMediaProblem } from '#contracts/call-check.ts';

const LOCAL_SOURCES = ['camera', 'microphone'] as const;
export type LocalSource = (typeof LOCAL_SOURCES)[number];

/** Nothing that was asked for could be opened; `problems` says why for each. */
export class LocalMediaError extends Error {
  override readonly name = 'LocalMediaError';
  readonly problems: Readonly<Partial<Record<LocalSource, LocalMediaProblem>>>;

  constructor(problems: LocalMedia['problems']) {
    super(`local media: ${Object.values(problems).join(', ')}`);
    this.problems = problems;
  }
}

export type LocalMedia = {
  camera: MediaStreamTrack | undefined;
  microphone: MediaStreamTrack | undefined;
  /** What was asked for and is missing. A call with a microphone alone is better than none. */
  problems: Readonly<Partial<Record<LocalSource, LocalMediaProblem>>>;
  /** Turns the devices off, and their lights. */
  stop: () => void;
};

export type LocalMediaOptions = {
  /** False: not asked for. A device id of `listDevices`: that one and no other. */
  camera?: boolean | string;
  microphone?: boolean | string;
};

const PROBLEM_BY_ERROR: Readonly<Record<string, LocalMediaProblem>> = {
  NotAllowedError: 'no-permission',
  SecurityError: 'no-permission',
  NotFoundError: 'no-device',
  OverconstrainedError: 'no-device',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const problemOf = (error: unknown): LocalMediaProblem => {
  if (!devices()) return 'insecure';
  return (
    (error instanceof Error || error instanceof DOMException ? PROBLEM_BY_ERROR[error.name] : undefined) ?? 'unknown'
  );
};

const devices = (): MediaDevices | undefined =>
  // Absent, whatever the DOM's types say, where the page is not a secure context.
  (navigator as Partial<Navigator>).mediaDevices;

const QUALITY = {
  camera: { width: { ideal: 1_280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 }, facingMode: 'user' },
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
} as const satisfies Record<LocalSource, MediaTrackConstraints>;

const openStream = async (
  sources: readonly LocalSource[],
  chosen: Required<LocalMediaOptions>,
): Promise<MediaStream> => {
  const mediaDevices = devices();
  if (!mediaDevices) throw new Error('no devices in an insecure context');
  const constraints = (source: LocalSource): MediaTrackConstraints | false => {
    const device = chosen[source];
    if (!sources.includes(source)) return false;
    return typeof device === 'string' ? { ...QUALITY[source], deviceId: { exact: device } } : QUALITY[source];
  };
  return mediaDevices.getUserMedia({ video: constraints('camera'), audio: constraints('microphone') });
};

const toLocalMedia = (stream: MediaStream, problems: LocalMedia['problems'] = {}): LocalMedia => ({
  camera: stream.getVideoTracks()[0],
  microphone: stream.getAudioTracks()[0],
  problems,
  stop: () => {
    for (const track of stream.getTracks()) track.stop();
  },
});

const isDenied = (source: LocalSource): Promise<boolean> =>
  navigator.permissions.query({ name: source }).then(
    ({ state }) => state === 'denied',
    // Not every browser answers this question.
    () => false,
  );

/** Which of them to open alone after both together failed. Someone who has just said no is not asked again. */
const worthOpeningAlone = async (
  wanted: readonly LocalSource[],
  problem: LocalMediaProblem,
): Promise<LocalSource[]> => {
  if (wanted.length < 2) return [];
  if (problem !== 'no-permission') return [...wanted];
  const denied = await Promise.all(wanted.map(isDenied));
  return denied.includes(true) ? wanted.filter((_, index) => !denied[index]) : [];
};

/**
 * Opens camera and microphone with one question to the person. Where one of them is missing or taken the other is
 * opened alone; throws {@link LocalMediaError} when neither can be had.
 */
export const openLocalMedia = async (options: LocalMediaOptions = {}): Promise<LocalMedia> => {
  const chosen = { camera: options.camera ?? true, microphone: options.microphone ?? true };
  const wanted = LOCAL_SOURCES.filter((source) => chosen[source] !== false);
  if (wanted.length === 0) return toLocalMedia(new MediaStream());
  const problems = new Map<LocalSource, LocalMediaProblem>();
  const open = (sources: readonly LocalSource[]): Promise<MediaStream | undefined> =>
    openStream(sources, chosen).catch((error: unknown) => {
      for (const source of sources) problems.set(source, problemOf(error));
      return undefined;
    });

  const together = await open(wanted);
  if (together) return toLocalMedia(together);
  for (const source of await worthOpeningAlone(wanted, problems.get(wanted[0] ?? 'camera') ?? 'unknown')) {
    const alone = await open([source]);
    if (!alone) continue;
    problems.delete(source);
    return toLocalMedia(alone, Object.fromEntries(problems));
  }
  throw new LocalMediaError(Object.fromEntries(problems));
};

export type LocalDevice = { deviceId: string; kind: 'camera' | 'microphone' | 'speaker'; label: string };

const KINDS = { videoinput: 'camera', audioinput: 'microphone', audiooutput: 'speaker' } as const;

/** The devices there are. Browsers keep their names to themselves until one was opened. */
export const listDevices = async (): Promise<LocalDevice[]> => {
  const found = (await devices()?.enumerateDevices()) ?? [];
  return found
    .filter(({ deviceId }) => deviceId !== '')
    .map(({ deviceId, kind, label }) => ({ deviceId, kind: KINDS[kind], label }));
};

/** Calls back when a device is plugged in or out, until the returned function is called. */
export const onDevicesChanged = (listener: () => void): (() => void) => {
  const mediaDevices = devices();
  mediaDevices?.addEventListener('devicechange', listener);
  return () => mediaDevices?.removeEventListener('devicechange', listener);
};
