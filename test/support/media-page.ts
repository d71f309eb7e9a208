/*
 * What the media tests run inside a browser page: a peer with a painted camera and a humming microphone, and eyes and
 * ears for what it receives. Bundled by media-browser.ts.
 */
import type { JoinGrant } from '#contracts/consultation.ts';
import { listDevices, LocalMediaError, openLocalMedia, type LocalMediaOptions } from '#web-client/media/local-media.ts';
import { isRejoinable, type SessionCloseReason } from '#web-client/media/close-reason.ts';
import { MediaSession, type JoinOptions, type RemoteTrack } from '#web-client/media/session.ts';

/** A picture of one colour, with a moving corner so that the encoder has something to send. */
const paintedCamera = (colour: string, [width, height]: readonly [number, number]): MediaStreamTrack => {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  let frame = 0;
  setInterval(() => {
    if (!context) return;
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    context.fillStyle = 'grey';
    context.fillRect(0, 0, 10 + (frame++ % 40), 10);
  }, 40);
  const [track] = canvas.captureStream(25).getVideoTracks();
  if (!track) throw new Error('the canvas gives no track');
  return track;
};

const hummingMicrophone = (): MediaStreamTrack => {
  const audio = new AudioContext();
  const oscillator = audio.createOscillator();
  const destination = audio.createMediaStreamDestination();
  oscillator.frequency.value = 440;
  oscillator.connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('the oscillator gives no track');
  return track;
};

const VGA = [640, 480] as const;

const seen = new Map<string, HTMLVideoElement>();
const firstFrames: number[] = [];

const show = ({ consumerId, track }: RemoteTrack): void => {
  const video = document.createElement('video');
  video.muted = track.kind === 'video';
  video.autoplay = true;
  video.srcObject = new MediaStream([track]);
  video.requestVideoFrameCallback(() => firstFrames.push(performance.timeOrigin + performance.now()));
  document.body.append(video);
  seen.set(consumerId, video);
};

class TestPeer {
  readonly events: { name: string; detail: unknown }[] = [];
  session: MediaSession | undefined;
  closed: SessionCloseReason | undefined;

  async join(
    grant: JoinGrant,
    {
      colour,
      size = VGA,
      hasMicrophone = true,
      ...options
    }: { colour?: string; size?: readonly [number, number]; hasMicrophone?: boolean } & JoinOptions = {},
  ): Promise<void> {
    const session = await MediaSession.join(grant, {
      ...(colour === undefined ? {} : { camera: paintedCamera(colour, size) }),
      ...(hasMicrophone ? { microphone: hummingMicrophone() } : {}),
      ...options,
    });
    this.watch(session);
  }

  /** Joins as the call page does: devices are asked for while the session is prepared. */
  async joinWithDevices(grant: JoinGrant): Promise<number> {
    const clickedAt = performance.timeOrigin + performance.now();
    const opening = openLocalMedia();
    const session = await MediaSession.join(grant, {
      camera: opening.then(({ camera }) => camera),
      microphone: opening.then(({ microphone }) => microphone),
    });
    this.watch(session);
    return clickedAt;
  }

  watch(session: MediaSession): void {
    this.session = session;
    for (const track of session.remoteTracks) show(track);
    session.on('track:added', show);
    session.on('track:removed', ({ consumerId }) => seen.get(consumerId)?.remove());
    session.on('closed', ({ reason }) => (this.closed = reason));
    for (const name of [
      'peer:joined',
      'peer:left',
      'track:added',
      'track:removed',
      'track:paused',
      'track:resumed',
      'state:changed',
      'quality:changed',
      'local:ended',
      'local:failed',
      'closed',
    ] as const) {
      session.on(name, (detail) => {
        // A track cannot leave the page.
        this.events.push({ name, detail: JSON.parse(JSON.stringify(detail)) as unknown });
      });
    }
  }

  get state() {
    return this.session?.state;
  }

  get peers() {
    return this.session?.peers ?? [];
  }

  get remoteSources(): string[] {
    return (this.session?.remoteTracks ?? []).map(({ source }) => source).sort();
  }

  get quality() {
    return this.session?.quality;
  }

  /** Of the other's camera. */
  get remoteCamera() {
    const track = this.session?.remoteTracks.find(({ source }) => source === 'camera');
    return track && { isPaused: track.isPaused, pauseReason: track.pauseReason };
  }

  showRemoteCameraAt(width: number, height: number): void {
    const track = this.session?.remoteTracks.find(({ source }) => source === 'camera');
    if (track) this.session?.showAt(track, { width, height });
  }

  async statistics() {
    return (await this.session?.statistics()) ?? [];
  }

  /** The colour in the middle of what arrives from the other camera. */
  remoteColour(): number[] {
    const track = this.session?.remoteTracks.find(({ source }) => source === 'camera');
    const video = track && seen.get(track.consumerId);
    if (!video || video.videoWidth === 0) return [];
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const context = canvas.getContext('2d');
    context?.drawImage(video, 0, 0);
    return [...(context?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data ?? [])].slice(0, 3);
  }

  replaceCamera(colour: string, size: readonly [number, number] = VGA): Promise<void> {
    return this.session?.publish('camera', paintedCamera(colour, size)) ?? Promise.resolve();
  }
}

type CreateOffer = (this: RTCPeerConnection, options?: RTCOfferOptions) => Promise<RTCSessionDescriptionInit>;
const createOffer = Reflect.get(RTCPeerConnection.prototype, 'createOffer') as CreateOffer;

const kanhuMedia = {
  peer: new TestPeer(),
  firstFrames,
  isRejoinable,
  /** What can be said of local media outside the page. */
  async openLocalMedia(options?: LocalMediaOptions) {
    try {
      const { camera, microphone, problems, stop } = await openLocalMedia(options);
      const opened = { camera: camera?.label ?? null, microphone: microphone?.label ?? null, problems };
      stop();
      return { ...opened, states: [camera?.readyState ?? null, microphone?.readyState ?? null] };
    } catch (error) {
      if (error instanceof LocalMediaError) return { problems: error.problems };
      throw error;
    }
  },
  listDevices,
  letOffersGo: (): void => undefined,
  /** A browser is asked for an offer between the node's answer and the session: that takes until the test lets it. */
  holdOffers(): void {
    const held = new Promise<void>((resolve) => (kanhuMedia.letOffersGo = resolve));
    const createHeldOffer: CreateOffer = async function (options) {
      await held;
      return createOffer.call(this, options);
    };
    Reflect.set(RTCPeerConnection.prototype, 'createOffer', createHeldOffer);
  },
};

export type KanhuMedia = typeof kanhuMedia;
declare global {
  interface Window {
    kanhuMedia: KanhuMedia;
  }
}
window.kanhuMedia = kanhuMedia;
