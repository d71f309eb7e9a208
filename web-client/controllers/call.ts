import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { JoinGrant } from '#contracts/consultation.ts';
import { joinConsultation } from '../data/consultations.ts';
import { failureCode, RequestError, type FailureCode } from '../data/request.ts';
import { reportStay } from '../data/visit-stays.ts';
import { ActiveSpeaker } from '../media/active-speaker.ts';
import type { LocalMedia } from '../media/local-media.ts';
import { UNTROUBLED } from '../media/network-quality/network-quality.ts';
import type { ShownSize } from '../media/picture-layer.ts';
import { RemotePeople, type RemotePerson, type SharedScreen } from '../media/remote-people.ts';
import type { MediaSession, NetworkQuality, RemoteStatistics } from '../media/session.ts';
import { StayReport } from '../media/stay/stay-report.ts';
import type { StayPhase } from '../media/stay/stay-tally.ts';

/** Asks for what opens the room, once, by the id that the call was given. */
export type RequestGrant = (consultationId: string) => Promise<JoinGrant>;

export type CallState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'failed' | 'left';

const PHASES: Readonly<Record<CallState, StayPhase>> = {
  idle: 'away',
  connecting: 'connecting',
  connected: 'connected',
  reconnecting: 'reconnecting',
  failed: 'away',
  left: 'away',
};

const REJOIN_DELAYS_MS = [0, 500, 1_000, 2_000, 4_000, 8_000] as const;
const CONNECTED_FOR_GOOD_MS = 10_000;
/** How often it is looked who speaks. */
const LISTEN_EVERY_MS = 250;

/** The media code is large and only for calls. Asked for early, it is there when the call is answered. */
export const loadMedia = async () => {
  await import('../no-eval.ts');
  void import('../media/local-media.ts');
  return await import('../media/session.ts');
};

/** One person's part in a video visit: own camera and microphone, the others', and coming back when the line breaks. */
export class CallController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #consultationId: string | null = null;
  #requestGrant: RequestGrant = joinConsultation;
  #session: MediaSession | null = null;
  /** Null for a guest, who has no account to say it by. */
  #stay: StayReport | null = null;
  #opening: Promise<LocalMedia | null> | null = null;
  #attempt = 0;
  #connectedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listening: ReturnType<typeof setInterval> | undefined;
  readonly #remote: RemotePeople;
  readonly #activeSpeaker = new ActiveSpeaker();
  #screen: MediaStreamTrack | null = null;
  state: CallState = 'idle';
  failure: FailureCode | null = null;
  /** What is missing here, for words such as "your camera is off". */
  problems: LocalMedia['problems'] = {};
  isMicrophoneOn = false;
  isCameraOn = false;
  /** Our own picture. */
  readonly ownStream = new MediaStream();
  /** Who of the others speaks, or spoke last; null while nobody has. */
  speakerId: string | null = null;
  quality: NetworkQuality = UNTROUBLED;
  /** The person wants voices alone: fewer data, or no need to be seen. */
  isVoiceOnly = false;
  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.#remote = new RemotePeople(() => host.requestUpdate());
    host.addController(this);
  }

  /** The others who are there now. */
  get people(): readonly RemotePerson[] {
    return this.#remote.people;
  }

  /** What one of the others shows of their screen. */
  get screen(): SharedScreen | null {
    return this.#remote.screen;
  }

  /** We show our own. */
  get isSharing(): boolean {
    return this.#screen !== null;
  }

  /** False while we send a picture and nobody takes it. */
  get isSeen(): boolean {
    return this.people.length === 0 || this.people.some(({ takesPictures }) => takesPictures);
  }

  hostDisconnected(): void {
    this.leave();
  }

  /** Joins, and asks for camera and microphone meanwhile: neither waits for the other. */
  async join(consultationId: string, requestGrant: RequestGrant = joinConsultation): Promise<void> {
    if (this.#consultationId === consultationId && this.state !== 'failed' && this.state !== 'left') return;
    this.#consultationId = consultationId;
    this.#requestGrant = requestGrant;
    this.#attempt = 0;
    this.#beginStay(consultationId);
    await this.#connect();
  }

  leave(): void {
    clearTimeout(this.#timer);
    this.#consultationId = null;
    const session = this.#session;
    this.#session = null;
    session?.leave();
    const opening = this.#opening;
    this.#opening = null;
    void opening?.then((media) => media?.stop());
    for (const track of this.ownStream.getTracks()) this.ownStream.removeTrack(track);
    this.#screen?.stop();
    this.#screen = null;
    this.#forgetOthers();
    this.quality = UNTROUBLED;
    if (this.state !== 'idle') this.#setState('left');
    this.#stay?.end();
    this.#stay = null;
  }

  /** The track itself goes with it: while the line is away there is no session, and the next one takes it as it is. */
  async toggleMicrophone(): Promise<void> {
    this.isMicrophoneOn = !this.isMicrophoneOn;
    this.#host.requestUpdate();
    await this.#session?.setMicrophoneEnabled(this.isMicrophoneOn).catch(() => undefined);
    const track = (await this.#opening)?.microphone;
    if (track !== undefined) track.enabled = this.isMicrophoneOn;
  }

  async toggleCamera(): Promise<void> {
    // Whoever asks for the camera while there are voices alone wants pictures.
    this.isCameraOn = this.isVoiceOnly || !this.isCameraOn;
    await this.#setVoiceOnly(false);
  }

  /** One tap to voices alone, and one back: the camera is then as it was. */
  async toggleVoiceOnly(): Promise<void> {
    await this.#setVoiceOnly(!this.isVoiceOnly);
  }

  /** Shows the screen, or a window, that the person picks; or no longer. */
  async toggleScreen(): Promise<void> {
    if (this.#screen !== null) {
      await this.#stopSharing();
      return;
    }
    // Whoever thinks better of it at the browser's own question has decided, and nothing went wrong.
    const picked = await navigator.mediaDevices.getDisplayMedia({ video: true }).catch(() => null);
    const [track] = picked?.getVideoTracks() ?? [];
    if (track === undefined) return;
    if (this.#consultationId === null) {
      track.stop();
      return;
    }
    // Letters must be sharp; that they move smoothly matters less.
    track.contentHint = 'detail';
    this.#screen = track;
    this.#host.requestUpdate();
    await this.#session?.publish('screen', track).catch(() => this.#stopSharing());
  }

  /** Where a person's picture is shown. */
  showAt(peerId: string, size: ShownSize): void {
    this.#remote.showAt(peerId, size);
  }

  /** How well the others' pictures and voices arrive. */
  async statistics(): Promise<RemoteStatistics[]> {
    return (await this.#session?.statistics()) ?? [];
  }

  async #setVoiceOnly(isVoiceOnly: boolean): Promise<void> {
    this.isVoiceOnly = isVoiceOnly;
    this.#host.requestUpdate();
    this.#session?.setPicturesWanted(!isVoiceOnly);
    await this.#session?.setCameraEnabled(this.#isCameraWanted).catch(() => undefined);
    // While the line is away there is no session, and the next one takes the track as it is.
    if (this.#session !== null) return;
    const track = (await this.#opening)?.camera;
    if (track !== undefined) track.enabled = this.#isCameraWanted;
  }

  #beginStay(consultationId: string): void {
    this.#stay?.end();
    const stayId = crypto.randomUUID();
    const isGuest = this.#requestGrant !== joinConsultation;
    this.#stay = isGuest ? null : new StayReport((totals) => reportStay(consultationId, stayId, totals));
  }

  get #isCameraWanted(): boolean {
    return this.isCameraOn && !this.isVoiceOnly;
  }

  async #connect(): Promise<void> {
    const consultationId = this.#consultationId;
    if (consultationId === null) return;
    this.failure = null;
    this.#setState(this.#attempt === 0 ? 'connecting' : 'reconnecting');
    // Asked for once, and kept over all attempts: nobody is asked twice for their camera.
    this.#opening ??= this.#openLocalMedia();
    const opening = this.#opening;
    try {
      const [{ MediaSession }, grant] = await Promise.all([loadMedia(), this.#requestGrant(consultationId)]);
      const session = await MediaSession.join(grant, {
        // A track that was paused for the line of an earlier session is not muted.
        camera: opening.then((media) => enabled(media?.camera, this.#isCameraWanted)),
        microphone: opening.then((media) => enabled(media?.microphone, this.isMicrophoneOn)),
      });
      session.setPicturesWanted(!this.isVoiceOnly);
      if (this.#consultationId !== consultationId) {
        session.leave();
        return;
      }
      this.#session = session;
      await this.#follow(session);
    } catch (error) {
      if (this.#consultationId !== consultationId) return;
      // A refusal stays one; a line that is down is worth another try.
      const code = error instanceof RequestError ? error.code : 'unavailable';
      const isWorthTrying = code === 'offline' || code === 'unavailable' || code === 'internal';
      if (!isWorthTrying || !this.#tryAgain()) this.#fail(failureCode(error));
    }
  }

  async #follow(session: MediaSession): Promise<void> {
    const { isRejoinable } = await import('../media/close-reason.ts');
    this.#stay?.follow(session);
    session.on('quality:changed', (quality) => {
      this.quality = quality;
      this.#host.requestUpdate();
    });
    session.on('local:ended', ({ source }) => {
      // The browser has a button of its own for that.
      if (source === 'screen') void this.#stopSharing();
    });
    session.on('state:changed', ({ state }) => {
      if (state === 'connected') this.#connectedAt = Date.now();
      if (state !== 'closed') this.#setState(state);
    });
    session.on('closed', ({ reason }) => {
      if (this.#session !== session) return;
      this.#session = null;
      this.quality = UNTROUBLED;
      this.#forgetOthers();
      if (isRejoinable(reason)) {
        // A line that held for a while starts again from the shortest delay.
        if (Date.now() - this.#connectedAt > CONNECTED_FOR_GOOD_MS && this.#connectedAt > 0) this.#attempt = 0;
        if (!this.#tryAgain()) this.#fail('unavailable');
      } else {
        this.leave();
      }
    });
    this.#remote.follow(session);
    this.#listening = setInterval(() => this.#listen(session), LISTEN_EVERY_MS);
    // Whoever showed their screen when the line broke shows it still.
    if (this.#screen !== null) session.publish('screen', this.#screen).catch(() => this.#stopSharing());
    if (session.state === 'connected') this.#setState('connected');
    if (session.state === 'closed' && !this.#tryAgain()) this.#fail('unavailable');
  }

  async #openLocalMedia(): Promise<LocalMedia | null> {
    const { LocalMediaError, openLocalMedia } = await import('../media/local-media.ts');
    try {
      const media = await openLocalMedia();
      this.problems = media.problems;
      this.isMicrophoneOn = media.microphone !== undefined;
      this.isCameraOn = media.camera !== undefined;
      if (media.camera) this.ownStream.addTrack(media.camera);
      return media;
    } catch (error) {
      this.problems = error instanceof LocalMediaError ? error.problems : { camera: 'unknown', microphone: 'unknown' };
      return null;
    } finally {
      this.#host.requestUpdate();
    }
  }

  #tryAgain(): boolean {
    this.#attempt += 1;
    const delay = REJOIN_DELAYS_MS[this.#attempt - 1];
    if (delay === undefined) return false;
    this.#setState('reconnecting');
    this.#timer = setTimeout(() => void this.#connect(), delay);
    return true;
  }

  #fail(code: FailureCode): void {
    this.failure = code;
    this.#setState('failed');
  }

  async #stopSharing(): Promise<void> {
    this.#screen?.stop();
    this.#screen = null;
    this.#host.requestUpdate();
    await this.#session?.unpublish('screen').catch(() => undefined);
  }

  #listen(session: MediaSession): void {
    const speakerId = this.#activeSpeaker.hear(session.voices(), performance.now());
    if (speakerId === this.speakerId) return;
    this.speakerId = speakerId;
    this.#host.requestUpdate();
  }

  #forgetOthers(): void {
    clearInterval(this.#listening);
    this.speakerId = null;
    this.#remote.forget();
  }

  #setState(state: CallState): void {
    this.state = state;
    this.#stay?.move(PHASES[state]);
    this.#host.requestUpdate();
  }
}

const enabled = (track: MediaStreamTrack | undefined, isEnabled: boolean): MediaStreamTrack | undefined => {
  if (track) track.enabled = isEnabled;
  return track;
};
