import type { types } from 'mediasoup-client';
import { AppError } from '#contracts/errors.ts';
import type { MediaSource } from '#contracts/media.ts';
import { cameraLayers, sendOptions } from './encodings.ts';
import type { Signalling } from './signalling.ts';

/** The number of layers is settled when a camera is first sent: a much sharper or smaller one is sent anew. */
const hasSameLayers = (source: MediaSource, a: MediaStreamTrack, b: MediaStreamTrack): boolean =>
  source !== 'camera' || cameraLayers(a.getSettings()) === cameraLayers(b.getSettings());

/** What we send: at most one track of each source. Operations on one source take turns, so that the last wish wins. */
export class OutgoingMedia {
  readonly #transport: types.Transport | null;
  readonly #signalling: Signalling;
  readonly #onEnded: (source: MediaSource) => void;
  readonly #producers = new Map<MediaSource, types.Producer>();
  readonly #turns = new Map<MediaSource, Promise<void>>();

  /** Without a transport (we may only listen) everything is refused. */
  constructor(transport: types.Transport | null, signalling: Signalling, onEnded: (source: MediaSource) => void) {
    this.#transport = transport;
    this.#signalling = signalling;
    this.#onEnded = onEnded;
    transport?.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      const { source, isPaused } = appData as { source: MediaSource; isPaused: boolean };
      signalling
        .request('producer:create', {
          transportId: transport.id,
          kind,
          source,
          rtpParameters: { ...rtpParameters },
          isPaused,
        })
        .then(({ producerId }) => done({ id: producerId }), fail);
    });
  }

  get mayPublish(): boolean {
    return this.#transport !== null;
  }

  isPublished(source: MediaSource): boolean {
    return this.#producers.has(source);
  }

  /** Is it published and not muted? */
  isEnabled(source: MediaSource): boolean {
    return this.#producers.get(source)?.paused === false;
  }

  /** Sends this track; where the source is sent already, in place of the track so far. A disabled track starts muted. */
  publish(source: MediaSource, track: MediaStreamTrack): Promise<void> {
    return this.#inTurn(source, async () => {
      const present = this.#producers.get(source);
      if (present) track.enabled = !present.paused;
      if (present?.track && hasSameLayers(source, present.track, track)) {
        await present.replaceTrack({ track });
      } else {
        await this.#end(source);
        await this.#produce(source, track);
      }
    });
  }

  unpublish(source: MediaSource): Promise<void> {
    return this.#inTurn(source, () => this.#end(source));
  }

  /** Mutes or unmutes. It is silent here at once, whatever the node answers. */
  setEnabled(source: MediaSource, isEnabled: boolean): Promise<void> {
    if (!isEnabled) this.#producers.get(source)?.pause();
    return this.#inTurn(source, async () => {
      const producer = this.#producers.get(source);
      if (!producer) throw new AppError('conflict', `no ${source} is published`);
      if (isEnabled) producer.resume();
      else producer.pause();
      await this.#signalling.request(isEnabled ? 'producer:resume' : 'producer:pause', { producerId: producer.id });
    });
  }

  async #end(source: MediaSource): Promise<void> {
    const producer = this.#producers.get(source);
    if (!producer) return;
    this.#producers.delete(source);
    producer.close();
    await this.#signalling.request('producer:close', { producerId: producer.id });
  }

  async #produce(source: MediaSource, track: MediaStreamTrack): Promise<void> {
    if (!this.#transport) throw new AppError('forbidden', 'you may not publish in this room');
    const producer = await this.#transport.produce({
      track,
      ...sendOptions(source, track),
      // Whoever opened the track stops it.
      stopTracks: false,
      appData: { source, isPaused: !track.enabled },
    });
    this.#producers.set(source, producer);
    producer.on('trackended', () => this.#onEnded(source));
    producer.observer.once('close', () => {
      if (this.#producers.get(source) === producer) this.#producers.delete(source);
    });
  }

  #inTurn(source: MediaSource, run: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(source) ?? Promise.resolve()).then(run);
    this.#turns.set(
      source,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
