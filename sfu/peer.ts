import type { types } from 'mediasoup';
import { AppError } from '#contracts/errors.ts';
import type {
  ConsumerOffer,
  JoinClaims,
  MediaNotification,
  MediaNotificationName,
  MediaRequest,
  MediaSource,
  PeerGrants,
  PeerLine,
  RoomCloseReason,
} from '#contracts/media.ts';
import { checkedDtlsParameters, checkedRtpParameters } from './checked-rtp.ts';
import { Publication } from './publication.ts';

/** The peer's way back to its browser. */
export type PeerConnection = {
  notify: <N extends MediaNotificationName>(name: N, payload: MediaNotification<N>) => void;
  /** Ends the connection after what was sent, and the answer under way, have left. */
  disconnect: () => void;
};

export type PeerTransports = { send: types.WebRtcTransport | null; receive: types.WebRtcTransport };

export type Consumption = { consumer: types.Consumer; publication: Publication };

const KIND_OF_SOURCE = { camera: 'video', screen: 'video', microphone: 'audio' } as const satisfies Record<
  MediaSource,
  types.MediaKind
>;

const isClosed = (producer: types.Producer): boolean => producer.closed;

/** One joined connection: its two transports, what it sends and what it receives. Ids of another peer mean nothing here. */
export class Peer {
  readonly id: string;
  readonly displayName: string;
  readonly #connection: PeerConnection;
  readonly #transports: PeerTransports;
  readonly #publications = new Map<MediaSource, Publication | 'pending'>();
  readonly #consumers = new Map<string, types.Consumer>();
  /** Ids of producers that have their consumer here, or soon will: each is consumed once. */
  readonly #consumed = new Set<string>();
  readonly #connectedTransports = new Set<string>();
  #grants: PeerGrants;
  /** Known once the browser has said what it can decode. */
  #rtpCapabilities: types.RtpCapabilities | undefined;
  #isClosed = false;
  /** By the peer's own word. */
  line: PeerLine = { level: 'good', takesPictures: true };

  constructor(
    { peerId, displayName }: Pick<JoinClaims, 'peerId' | 'displayName'>,
    grants: PeerGrants,
    transports: PeerTransports,
    connection: PeerConnection,
  ) {
    this.id = peerId;
    this.displayName = displayName;
    this.#grants = grants;
    this.#transports = transports;
    this.#connection = connection;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get grants(): PeerGrants {
    return this.#grants;
  }

  get transports(): PeerTransports {
    return this.#transports;
  }

  get publications(): readonly Publication[] {
    return [...this.#publications.values()].filter((publication) => publication !== 'pending');
  }

  get consumerCount(): number {
    return this.#consumers.size;
  }

  /** Who may not publish any longer stops at once. */
  setGrants(grants: PeerGrants): void {
    this.#grants = grants;
    if (!grants.mayPublish) for (const { source } of this.publications) this.#endPublication(source);
  }

  notify<N extends MediaNotificationName>(name: N, payload: MediaNotification<N>): void {
    if (!this.#isClosed) this.#connection.notify(name, payload);
  }

  async connectTransport({ transportId, dtlsParameters }: MediaRequest<'transport:connect'>): Promise<void> {
    const transport = this.#transport(transportId);
    const checked = checkedDtlsParameters(dtlsParameters);
    if (this.#connectedTransports.has(transportId))
      throw new AppError('conflict', 'this transport is connected already');
    this.#connectedTransports.add(transportId);
    await transport.connect({ dtlsParameters: checked });
  }

  async restartIce(transportId: string): Promise<types.IceParameters> {
    return this.#transport(transportId).restartIce();
  }

  async publish({ transportId, kind, source, rtpParameters, isPaused }: MediaRequest<'producer:create'>) {
    const { send } = this.#transports;
    if (!this.#grants.mayPublish) throw new AppError('forbidden', 'you may not publish in this room');
    if (send?.id !== transportId) throw new AppError('not_found', 'no such transport');
    if (KIND_OF_SOURCE[source] !== kind) throw new AppError('invalid', `a ${source} is not ${kind}`);
    if (this.#publications.has(source)) throw new AppError('conflict', `this peer's ${source} is published already`);
    const checked = checkedRtpParameters(rtpParameters);
    this.#publications.set(source, 'pending');
    try {
      const producer = await send.produce({ kind, rtpParameters: checked, paused: isPaused });
      const publication = new Publication(producer, { peerId: this.id, source });
      this.#publications.set(source, publication);
      producer.observer.once('close', () => this.#publications.delete(source));
      // Evicted, or no longer allowed to publish, while the worker was at it.
      if (producer.closed || !this.#mayStillPublish()) {
        producer.close();
        throw new AppError('forbidden', 'you may not publish in this room');
      }
      return publication;
    } catch (error) {
      this.#publications.delete(source);
      throw error;
    }
  }

  async pauseProducer({ producerId, reason }: MediaRequest<'producer:pause'>): Promise<void> {
    await this.#publication(producerId).pause(reason);
  }

  async resumeProducer(producerId: string): Promise<void> {
    await this.#publication(producerId).producer.resume();
  }

  closeProducer(producerId: string): void {
    this.#endPublication(this.#publication(producerId).source);
  }

  /** From now on this peer is offered what others publish. */
  setRtpCapabilities(capabilities: types.RtpCapabilities): void {
    if (this.#rtpCapabilities) throw new AppError('conflict', 'this peer receives already');
    this.#rtpCapabilities = capabilities;
  }

  get isReceiving(): boolean {
    return this.#rtpCapabilities !== undefined;
  }

  /** A paused consumer of what another peer publishes; undefined where that ended meanwhile or is consumed already. */
  async consume(publication: Publication): Promise<Consumption | undefined> {
    const { producer } = publication;
    const rtpCapabilities = this.#rtpCapabilities;
    if (!rtpCapabilities || producer.closed || this.#consumed.has(producer.id)) return undefined;
    this.#consumed.add(producer.id);
    producer.observer.once('close', () => this.#consumed.delete(producer.id));
    try {
      const consumer = await this.#transports.receive.consume({
        producerId: producer.id,
        rtpCapabilities,
        paused: true,
      });
      if (!consumer.closed) {
        this.#consumers.set(consumer.id, consumer);
        consumer.observer.once('close', () => this.#consumers.delete(consumer.id));
      }
      return { consumer, publication };
    } catch (error) {
      if (isClosed(producer) || this.#isClosed) return undefined;
      throw error;
    }
  }

  /**
   * What the browser needs to know of a consumer. It hears of changes from here on: a change before the offer is in the
   * offer itself, and a consumer that it was never offered closes without a word.
   */
  offer({ consumer, publication }: Consumption): ConsumerOffer | undefined {
    if (consumer.closed) return undefined;
    const consumerId = consumer.id;
    const { peerId, source } = publication;
    const tellPaused = (): void => this.notify('consumer:paused', { consumerId, reason: publication.reason });
    consumer.on('producerpause', tellPaused);
    // A pause that is still under way is told when the worker has made it.
    const stopListening = publication.onReasonChanged(() => {
      if (consumer.producerPaused) tellPaused();
    });
    consumer.observer.once('close', stopListening);
    consumer.on('producerresume', () => this.notify('consumer:resumed', { consumerId }));
    consumer.once('producerclose', () => this.notify('consumer:closed', { consumerId }));
    return {
      consumerId,
      producerId: consumer.producerId,
      peerId,
      source,
      kind: consumer.kind,
      rtpParameters: { ...consumer.rtpParameters },
      pauseReason: consumer.producerPaused ? publication.reason : null,
    };
  }

  async resumeConsumer(consumerId: string): Promise<void> {
    // The worker asks the sender for a key frame when a consumer of video resumes.
    await this.#consumer(consumerId).resume();
  }

  async pauseConsumer(consumerId: string): Promise<void> {
    await this.#consumer(consumerId).pause();
  }

  async preferLayers({ consumerId, spatialLayer, temporalLayer }: MediaRequest<'consumer:prefer-layers'>) {
    const consumer = this.#consumer(consumerId);
    if (consumer.kind !== 'video') throw new AppError('invalid', 'only video has layers');
    await consumer.setPreferredLayers({ spatialLayer, ...(temporalLayer === undefined ? {} : { temporalLayer }) });
  }

  /** With a reason the browser is told why; without one it left by itself. */
  close(reason?: RoomCloseReason): void {
    if (this.#isClosed) return;
    if (reason !== undefined) this.notify('room:closed', { reason });
    this.#isClosed = true;
    this.#transports.send?.close();
    this.#transports.receive.close();
    this.#connection.disconnect();
  }

  #mayStillPublish(): boolean {
    return this.#grants.mayPublish && !this.#isClosed;
  }

  #endPublication(source: MediaSource): void {
    const publication = this.#publications.get(source);
    if (publication === undefined || publication === 'pending') return;
    publication.producer.close();
  }

  #transport(transportId: string): types.WebRtcTransport {
    const { send, receive } = this.#transports;
    const transport = [send, receive].find((candidate) => candidate?.id === transportId);
    if (!transport) throw new AppError('not_found', 'no such transport');
    return transport;
  }

  #publication(producerId: string): Publication {
    const publication = this.publications.find(({ producer }) => producer.id === producerId);
    if (!publication) throw new AppError('not_found', 'no such producer');
    return publication;
  }

  #consumer(consumerId: string): types.Consumer {
    const consumer = this.#consumers.get(consumerId);
    if (!consumer) throw new AppError('not_found', 'no such consumer');
    return consumer;
  }
}
