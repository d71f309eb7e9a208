import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CallCheckResult } from '#contracts/call-check.ts';
import type { LocalDevice, LocalMedia } from '../media/local-media.ts';
import type { MicrophoneLevel } from '../media/check/microphone-level.ts';

/** Often enough for a meter to follow speech. */
const LOOK_EVERY_MS = 100;
/** Whoever was asked to speak has spoken by then. */
export const SILENT_AFTER_MS = 5_000;

export type Chosen = { camera?: string; microphone?: string };

/** This device's camera and microphone while they are tried: the picture, how loud it is here, which others there are. */
export class LocalMediaCheck implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly ownStream = new MediaStream();
  #media: LocalMedia | null = null;
  #level: MicrophoneLevel | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopWatching: (() => void) | undefined;
  /** Counts openings: of two under way the later one counts. */
  #turn = 0;
  #openedAtMs = 0;
  /** Goes up with every change, for what is drawn from this. */
  revision = 0;
  isOpening = false;
  problems: LocalMedia['problems'] = {};
  devices: LocalDevice[] = [];
  chosen: Chosen = {};
  /** 0 to 1, for the meter. */
  loudness = 0;
  isHeard = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  get tracks(): Pick<LocalMedia, 'camera' | 'microphone'> {
    return { camera: this.#media?.camera, microphone: this.#media?.microphone };
  }

  get hasAny(): boolean {
    return this.#media !== null;
  }

  get hasCamera(): boolean {
    return this.#media?.camera !== undefined;
  }

  get hasMicrophone(): boolean {
    return this.#media?.microphone !== undefined;
  }

  /** It is open and was given time, and nothing came from it. */
  get isSilent(): boolean {
    return this.hasMicrophone && !this.isHeard && Date.now() - this.#openedAtMs > SILENT_AFTER_MS;
  }

  get found(): Pick<CallCheckResult, 'camera' | 'microphone'> {
    return {
      camera: this.problems.camera ?? 'works',
      microphone: this.problems.microphone ?? (this.isHeard ? 'works' : 'silent'),
    };
  }

  /** Opens what was chosen, in place of what is open. */
  async open(chosen: Chosen = this.chosen): Promise<void> {
    this.stop();
    this.#turn += 1;
    const turn = this.#turn;
    this.chosen = chosen;
    this.isOpening = true;
    this.problems = {};
    this.#changed();
    const [{ LocalMediaError, listDevices, onDevicesChanged, openLocalMedia }, { MicrophoneLevel, isSound, toMeter }] =
      await Promise.all([import('../media/local-media.ts'), import('../media/check/microphone-level.ts')]);
    const media = await openLocalMedia(chosen).catch((error: unknown) => {
      this.problems = error instanceof LocalMediaError ? error.problems : { camera: 'unknown', microphone: 'unknown' };
      return null;
    });
    // Something else was chosen, or the page left, while the person was asked.
    if (turn !== this.#turn) {
      media?.stop();
      return;
    }
    this.isOpening = false;
    if (media) {
      this.#media = media;
      this.problems = media.problems;
      if (media.camera) this.ownStream.addTrack(media.camera);
      if (media.microphone) {
        const level = (this.#level = new MicrophoneLevel(media.microphone));
        this.#openedAtMs = Date.now();
        this.#timer = setInterval(() => {
          const now = level.read();
          this.loudness = toMeter(now);
          this.isHeard ||= isSound(now);
          this.#changed();
        }, LOOK_EVERY_MS);
      }
    }
    const refresh = async (): Promise<void> => {
      const devices = await listDevices();
      if (turn !== this.#turn) return;
      this.devices = devices;
      this.#changed();
    };
    this.#stopWatching = onDevicesChanged(() => void refresh());
    await refresh();
  }

  /** Turns the devices off, and their lights. What was found stays. */
  stop(): void {
    this.#turn += 1;
    clearInterval(this.#timer);
    this.#stopWatching?.();
    this.#level?.close();
    this.#level = null;
    this.#media?.stop();
    this.#media = null;
    this.isHeard = false;
    this.loudness = 0;
    for (const track of this.ownStream.getTracks()) this.ownStream.removeTrack(track);
  }

  #changed(): void {
    this.revision += 1;
    this.#host.requestUpdate();
  }
}
