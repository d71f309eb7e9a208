import type { types } from 'mediasoup-client';
import { AppError } from '#contracts/errors.ts';
import type { MediaSource } from '#contracts/media.ts';
import { cameraLayers, sendCameraAt, sendOptions } from './encodings.ts';
import type { Step } from './network-quality/ladder.ts';
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
  /** Muted by the person. */
  readonly #muted = new Set<MediaSource>();
  #step: Step = 'full';

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
      if (present) track.enabled = !this.#muted.has(source);
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
      if (isEnabled) this.#muted.delete(source);
      else this.#muted.add(source);
      await this.#settle(source, producer);
    });
  }

  /** Sends what the line carries from now on. Of the microphone nothing is ever given up. */
  async carry(step: Step): Promise<void> {
    this.#step = step;
    await Promise.all(
      (['camera', 'screen'] as const).map((source) =>
        this.#inTurn(source, async () => {
          const producer = this.#producers.get(source);
          if (producer) await this.#fit(source, producer);
        }),
      ),
    );
  }

  #isHeldBack(source: MediaSource): boolean {
    return (source === 'camera' && this.#step === 'voice') || (source === 'screen' && this.#step !== 'full');
  }

  async #fit(source: MediaSource, producer: types.Producer): Promise<void> {
    if (source === 'camera' && producer.rtpSender) await sendCameraAt(producer.rtpSender, this.#step);
    await this.#settle(source, producer);
  }

  /** Makes the producer, here and at the node, as the person and the line want it. */
  async #settle(source: MediaSource, producer: types.Producer): Promise<void> {
    const isMuted = this.#muted.has(source);
    const producerId = producer.id;
    if (isMuted || this.#isHeldBack(source)) {
      producer.pause();
      await this.#signalling.request('producer:pause', { producerId, reason: isMuted ? 'person' : 'weak-line' });
    } else if (producer.paused) {
      producer.resume();
      await this.#signalling.request('producer:resume', { producerId });
    }
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
    if (track.enabled) this.#muted.delete(source);
    else this.#muted.add(source);
    // What the line does not carry starts paused, as if it were muted; why is told right after.
    if (this.#isHeldBack(source)) track.enabled = false;
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
    if (this.#step !== 'full' && source !== 'microphone') await this.#fit(source, producer);
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
