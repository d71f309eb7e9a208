import { parseScalabilityMode, type types } from 'mediasoup-client';
import type { ConsumerOffer, MediaRequest, MediaSource, PauseReason } from '#contracts/media.ts';
import type { Voice } from './active-speaker.ts';
import type { Step } from './network-quality/ladder.ts';
import { layerFor, type ShownSize } from './picture-layer.ts';
import type { Signalling } from './signalling.ts';

/** A track of someone else, ready to be shown or heard. */
export type RemoteTrack = {
  readonly consumerId: string;
  readonly peerId: string;
  readonly source: MediaSource;
  readonly track: MediaStreamTrack;
  /** Nothing flows until it is resumed. */
  readonly isPaused: boolean;
  /** Why the other end sends nothing; null where it would, and we take nothing. */
  readonly pauseReason: PauseReason | null;
};

export type RemoteTrackEvents = {
  onAdded: (track: RemoteTrack) => void;
  onRemoved: (track: RemoteTrack) => void;
  onPaused: (track: RemoteTrack) => void;
  onResumed: (track: RemoteTrack) => void;
  /** A track that was offered cannot be had. */
  onFailed: (error: unknown) => void;
};

/** How well one remote track arrives, as the browser measured it. */
export type RemoteStatistics = Pick<RemoteTrack, 'peerId' | 'source'> & {
  packetsReceived: number;
  packetsLost: number;
  jitterS: number;
  framesDecoded: number;
  frameWidth: number;
  audioLevel: number;
  totalAudioEnergy: number;
};

type Entry = {
  offer: ConsumerOffer;
  pauseReason: PauseReason | null;
  /** Not taken: the line does not carry it, or nobody here wants pictures. */
  isHeldBack: boolean;
  shown: ShownSize | undefined;
  /** What the node was asked for; it starts with the sharpest. */
  layer: number;
  consumer: types.Consumer | undefined;
};

/** What we receive. An offer may be paused, resumed or closed while the browser still makes its track. */
export class IncomingMedia {
  readonly #transport: types.Transport;
  readonly #signalling: Signalling;
  readonly #events: RemoteTrackEvents;
  readonly #entries = new Map<string, Entry>();
  #step: Step = 'full';
  #arePicturesWanted = true;

  constructor(transport: types.Transport, signalling: Signalling, events: RemoteTrackEvents) {
    this.#transport = transport;
    this.#signalling = signalling;
    this.#events = events;
    signalling.on('consumer:created', (offer) => this.add(offer));
    signalling.on('consumer:closed', ({ consumerId }) => this.#remove(consumerId));
    signalling.on('consumer:paused', ({ consumerId, reason }) => this.#setPauseReason(consumerId, reason));
    signalling.on('consumer:resumed', ({ consumerId }) => this.#setPauseReason(consumerId, null));
  }

  get tracks(): readonly RemoteTrack[] {
    return [...this.#entries.values()].flatMap((entry) => toRemoteTrack(entry) ?? []);
  }

  /** Offers that come together are negotiated together. */
  add(offer: ConsumerOffer): void {
    if (this.#entries.has(offer.consumerId)) return;
    const entry: Entry = {
      offer,
      pauseReason: offer.pauseReason,
      isHeldBack: this.#isHeldBack(offer.source),
      shown: undefined,
      layer: layersOf(offer) - 1,
      consumer: undefined,
    };
    this.#entries.set(offer.consumerId, entry);
    this.#receive(entry).catch((error: unknown) => {
      if (!this.#isCurrent(entry)) return;
      this.#entries.delete(offer.consumerId);
      this.#events.onFailed(error);
    });
  }

  removePeer(peerId: string): void {
    for (const { offer } of [...this.#entries.values()]) if (offer.peerId === peerId) this.#remove(offer.consumerId);
  }

  get takesPictures(): boolean {
    return !this.#isHeldBack('camera');
  }

  /** Takes what the line carries from now on. Voices always are. */
  carry(step: Step): void {
    this.#step = step;
    this.#takeWhatIsCarried();
  }

  /** Without pictures nothing but voices is taken, however good the line is. */
  setPicturesWanted(areWanted: boolean): void {
    this.#arePicturesWanted = areWanted;
    this.#takeWhatIsCarried();
  }

  /** A small picture asks for a small layer. */
  showAt(consumerId: string, shown: ShownSize): void {
    const entry = this.#entries.get(consumerId);
    if (!entry) return;
    entry.shown = shown;
    this.#chooseLayer(entry);
  }

  async statistics(): Promise<RemoteStatistics[]> {
    const all = await Promise.all(
      [...this.#entries.values()].map(async ({ offer: { peerId, source }, consumer }) => {
        const report = await consumer?.getStats().catch(() => undefined);
        const arrived: RemoteStatistics[] = [];
        report?.forEach((stat: Record<string, unknown>) => {
          if (stat['type'] === 'inbound-rtp') arrived.push({ peerId, source, ...toNumbers(stat) });
        });
        return arrived;
      }),
    );
    return all.flat();
  }

  /** What the browser played last of each voice, without asking for a whole report. */
  voices(): Voice[] {
    return [...this.#entries.values()].flatMap(({ offer: { peerId, source }, consumer, pauseReason }) => {
      if (source !== 'microphone' || !consumer) return [];
      const [played] = consumer.rtpReceiver?.getSynchronizationSources() ?? [];
      // Of whoever is muted the browser remembers how loud they were last.
      return [{ peerId, level: pauseReason === null ? (played?.audioLevel ?? 0) : 0 }];
    });
  }

  async #receive(entry: Entry): Promise<void> {
    const { consumerId, producerId, peerId, source, kind, rtpParameters } = entry.offer;
    const consumer = await this.#transport.consume({
      id: consumerId,
      producerId,
      kind,
      rtpParameters: rtpParameters as types.RtpParameters,
      // Camera and microphone of one person are one stream, so that the browser keeps lips and voice together.
      streamId: source === 'screen' ? `${peerId}-screen` : peerId,
    });
    if (!this.#isCurrent(entry)) {
      consumer.close();
      return;
    }
    entry.consumer = consumer;
    // The node holds everything back until we can take it.
    const resumed = entry.isHeldBack || this.#signalling.request('consumer:resume', { consumerId });
    this.#chooseLayer(entry);
    const track = toRemoteTrack(entry);
    if (track) this.#events.onAdded(track);
    await resumed;
  }

  #isCurrent(entry: Entry): boolean {
    return this.#entries.get(entry.offer.consumerId) === entry;
  }

  #setPauseReason(consumerId: string, reason: PauseReason | null): void {
    const entry = this.#entries.get(consumerId);
    if (!entry || entry.pauseReason === reason) return;
    entry.pauseReason = reason;
    this.#tellPaused(entry);
  }

  #tellPaused(entry: Entry): void {
    const track = toRemoteTrack(entry);
    if (track) this.#events[track.isPaused ? 'onPaused' : 'onResumed'](track);
  }

  #isHeldBack(source: MediaSource): boolean {
    if (source === 'microphone') return false;
    return !this.#arePicturesWanted || this.#step === 'voice' || (source === 'screen' && this.#step === 'small');
  }

  #takeWhatIsCarried(): void {
    for (const entry of this.#entries.values()) {
      const { consumerId, source } = entry.offer;
      const isHeldBack = this.#isHeldBack(source);
      this.#chooseLayer(entry);
      if (entry.isHeldBack === isHeldBack) continue;
      entry.isHeldBack = isHeldBack;
      // Before there is a track the node sends nothing anyway, and it is resumed as is right then.
      if (!entry.consumer) continue;
      this.#ask(isHeldBack ? 'consumer:pause' : 'consumer:resume', { consumerId });
      this.#tellPaused(entry);
    }
  }

  #chooseLayer(entry: Entry): void {
    const { consumerId, source } = entry.offer;
    if (source !== 'camera' || !entry.consumer) return;
    const layer = this.#step === 'full' ? layerFor(entry.shown, layersOf(entry.offer)) : 0;
    if (layer === entry.layer) return;
    entry.layer = layer;
    this.#ask('consumer:prefer-layers', { consumerId, spatialLayer: layer });
  }

  /** A wish that fails concerns a consumer that has closed meanwhile, or a line that is gone: both are told elsewhere. */
  #ask<N extends 'consumer:pause' | 'consumer:resume' | 'consumer:prefer-layers'>(
    name: N,
    request: MediaRequest<N>,
  ): void {
    this.#signalling.request(name, request).catch(() => undefined);
  }

  #remove(consumerId: string): void {
    const entry = this.#entries.get(consumerId);
    if (!entry) return;
    this.#entries.delete(consumerId);
    const track = toRemoteTrack(entry);
    entry.consumer?.close();
    if (track) this.#events.onRemoved(track);
  }
}

const layersOf = ({ rtpParameters }: ConsumerOffer): number => {
  const { encodings } = rtpParameters as types.RtpParameters;
  return parseScalabilityMode(encodings?.[0]?.scalabilityMode).spatialLayers;
};

const toRemoteTrack = ({ offer, pauseReason, isHeldBack, consumer }: Entry): RemoteTrack | undefined =>
  consumer && {
    consumerId: offer.consumerId,
    peerId: offer.peerId,
    source: offer.source,
    track: consumer.track,
    isPaused: pauseReason !== null || isHeldBack,
    pauseReason,
  };

const toNumbers = (inbound: Record<string, unknown>) => {
  const number = (name: string): number => (typeof inbound[name] === 'number' ? inbound[name] : 0);
  return {
    packetsReceived: number('packetsReceived'),
    packetsLost: number('packetsLost'),
    jitterS: number('jitter'),
    framesDecoded: number('framesDecoded'),
    frameWidth: number('frameWidth'),
    audioLevel: number('audioLevel'),
    totalAudioEnergy: number('totalAudioEnergy'),
  };
};
