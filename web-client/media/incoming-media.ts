import type { types } from 'mediasoup-client';
import type { ConsumerOffer, MediaSource } from '#contracts/media.ts';
import type { Signalling } from './signalling.ts';

/** A track of someone else, ready to be shown or heard. */
export type RemoteTrack = {
  readonly consumerId: string;
  readonly peerId: string;
  readonly source: MediaSource;
  readonly track: MediaStreamTrack;
  /** Muted at the other end: nothing flows until it is resumed. */
  readonly isPaused: boolean;
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

type Entry = { offer: ConsumerOffer; isPaused: boolean; consumer: types.Consumer | undefined };

/** What we receive. An offer may be paused, resumed or closed while the browser still makes its track. */
export class IncomingMedia {
  readonly #transport: types.Transport;
  readonly #signalling: Signalling;
  readonly #events: RemoteTrackEvents;
  readonly #entries = new Map<string, Entry>();

  constructor(transport: types.Transport, signalling: Signalling, events: RemoteTrackEvents) {
    this.#transport = transport;
    this.#signalling = signalling;
    this.#events = events;
    signalling.on('consumer:created', (offer) => this.add(offer));
    signalling.on('consumer:closed', ({ consumerId }) => this.#remove(consumerId));
    signalling.on('consumer:paused', ({ consumerId }) => this.#setPaused(consumerId, true));
    signalling.on('consumer:resumed', ({ consumerId }) => this.#setPaused(consumerId, false));
  }

  get tracks(): readonly RemoteTrack[] {
    return [...this.#entries.values()].flatMap((entry) => toRemoteTrack(entry) ?? []);
  }

  /** Offers that come together are negotiated together. */
  add(offer: ConsumerOffer): void {
    if (this.#entries.has(offer.consumerId)) return;
    const entry: Entry = { offer, isPaused: offer.isProducerPaused, consumer: undefined };
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
    const resumed = this.#signalling.request('consumer:resume', { consumerId });
    const track = toRemoteTrack(entry);
    if (track) this.#events.onAdded(track);
    await resumed;
  }

  #isCurrent(entry: Entry): boolean {
    return this.#entries.get(entry.offer.consumerId) === entry;
  }

  #setPaused(consumerId: string, isPaused: boolean): void {
    const entry = this.#entries.get(consumerId);
    if (!entry || entry.isPaused === isPaused) return;
    entry.isPaused = isPaused;
    const track = toRemoteTrack(entry);
    if (track) this.#events[isPaused ? 'onPaused' : 'onResumed'](track);
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

const toRemoteTrack = ({ offer: { consumerId, peerId, source }, isPaused, consumer }: Entry): RemoteTrack | undefined =>
  consumer && { consumerId, peerId, source, track: consumer.track, isPaused };

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
