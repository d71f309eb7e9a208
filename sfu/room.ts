import type { types } from 'mediasoup';
import { AppError } from '#contracts/errors.ts';
import {
  CHECK_ROOM_MS,
  JOIN_TOKEN_LIFETIME_S,
  ROOM_LEASE_MS,
  type ConsumerOffer,
  type JoinClaims,
  type MediaRequest,
  type PeerGrants,
  type PeerLine,
  type RoomCloseReason,
} from '#contracts/media.ts';
import { MAX_INCOMING_BITRATE } from './codecs.ts';
import { MAX_PEERS_PER_ROOM } from './limits.ts';
import type { Logger } from './log.ts';
import type { MediaWorker } from './media-worker.ts';
import { Peer, type Consumption, type PeerConnection, type PeerTransports } from './peer.ts';
import type { Publication } from './publication.ts';

/** What the room tells its node; the node tells the server. */
export type RoomEvents = {
  onPeerJoined: (peerId: string) => void;
  onPeerLeft: (peerId: string) => void;
  onMediaFlowing: (peerId: string) => void;
  onClosed: (reason: RoomCloseReason) => void;
};

/** The server's later word on a peer, which beats every token that it signed before. */
type Decision = { atS: number; grants: PeerGrants | null };

/** A token signed in the same second as the decision, or by a clock slightly ahead of ours, counts as earlier. */
const DECISION_TOLERANCE_S = 2;

/**
 * The live session of one visit: one router, the peers in it, and who hears and sees whom. A check room is one with a
 * single peer, who is given what they send.
 */
export class Room {
  readonly id: string;
  readonly epoch: number;
  /** In a check room the one peer who may join, once; null in the room of a visit. */
  readonly checkOf: string | null;
  readonly #worker: MediaWorker;
  readonly #router: types.Router;
  readonly #events: RoomEvents;
  readonly #log: Logger;
  readonly #peers = new Map<string, Peer>();
  /** Peers whose media have arrived: told once for each. */
  readonly #flowing = new WeakSet<Peer>();
  readonly #decisions = new Map<string, Decision>();
  #leaseEndsAt: number;
  #isUsed = false;
  #isClosed = false;

  private constructor({ id, epoch, checkOf, worker, events, log }: RoomOptions, router: types.Router) {
    this.id = id;
    this.epoch = epoch;
    this.checkOf = checkOf;
    this.#leaseEndsAt = Date.now() + (checkOf === null ? ROOM_LEASE_MS : CHECK_ROOM_MS);
    this.#worker = worker;
    this.#router = router;
    this.#events = events;
    this.#log = log;
    router.once('workerclose', () => this.close('worker-died'));
  }

  static async create(options: RoomOptions): Promise<Room> {
    return new Room(options, await options.worker.createRouter());
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get peers(): readonly Peer[] {
    return [...this.#peers.values()];
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return this.#router.rtpCapabilities;
  }

  isLeaseOver(nowMs: number): boolean {
    return nowMs > this.#leaseEndsAt;
  }

  /** The life of a check room has its end from the beginning. */
  renewLease(): void {
    if (this.checkOf === null) this.#leaseEndsAt = Date.now() + ROOM_LEASE_MS;
  }

  /** Joins one connection. The same peer once more takes the place of its older connection. */
  async join(claims: JoinClaims, connection: PeerConnection): Promise<Peer> {
    this.#grantsOf(claims);
    if (this.checkOf !== null) this.#useForCheck(claims);
    const transports = await this.#createTransports(claims.grants.mayPublish);
    try {
      this.#refuseWhenClosed();
      const grants = this.#grantsOf(claims);
      const former = this.#peers.get(claims.peerId);
      if (!former && this.#peers.size >= MAX_PEERS_PER_ROOM) throw new AppError('conflict', 'the room is full');
      if (former) this.#remove(former, 'replaced');
      const peer = new Peer(claims, grants, transports, connection);
      this.#peers.set(peer.id, peer);
      const { id: peerId, displayName, line } = peer;
      for (const other of this.#others(peer)) {
        other.notify('peer:joined', { peerId, displayName, role: grants.role, line });
      }
      this.#events.onPeerJoined(peerId);
      return peer;
    } catch (error) {
      transports.send?.close();
      transports.receive.close();
      throw error;
    }
  }

  /** Offers the peer all that is published now; what is published later is offered to every peer that receives. */
  async receive(peer: Peer, rtpCapabilities: types.RtpCapabilities): Promise<ConsumerOffer[]> {
    peer.setRtpCapabilities(rtpCapabilities);
    const published = this.#heardBy(peer).flatMap(({ publications }) => publications);
    const consumptions = await Promise.all(published.map((publication) => this.#consume(peer, publication)));
    return consumptions.flatMap((consumption) => (consumption && peer.offer(consumption)) ?? []);
  }

  /** Publishes and offers it to whoever hears this peer; the answer to the publisher does not wait for them. */
  async publish(peer: Peer, request: MediaRequest<'producer:create'>): Promise<Publication> {
    const publication = await peer.publish(request);
    // The score of a producer is first told when its first packets have come.
    publication.producer.once('score', () => this.#noteFlowing(peer));
    for (const listener of this.#heardBy(peer)) {
      if (listener.isReceiving) this.#offerLater(listener, publication);
    }
    return publication;
  }

  reportLine(peer: Peer, line: PeerLine): void {
    if (peer.line.level === line.level && peer.line.takesPictures === line.takesPictures) return;
    peer.line = line;
    for (const other of this.#others(peer)) other.notify('peer:line-reported', { peerId: peer.id, line });
  }

  /** Ends one connection; nothing happens when another connection of the same peer took its place. */
  leave(peer: Peer): void {
    if (this.#peers.get(peer.id) === peer) this.#remove(peer);
    else peer.close();
  }

  /** Puts a peer out and keeps it out, whatever tokens it still holds. */
  evict(peerId: string): void {
    this.#decisions.set(peerId, { atS: nowS(), grants: null });
    const peer = this.#peers.get(peerId);
    if (peer) this.#remove(peer, 'evicted');
  }

  grant(peerId: string, grants: PeerGrants): void {
    this.#decisions.set(peerId, { atS: nowS(), grants });
    this.#peers.get(peerId)?.setGrants(grants);
  }

  close(reason: RoomCloseReason): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const peer of this.#peers.values()) {
      peer.close(reason);
      this.#events.onPeerLeft(peer.id);
    }
    this.#peers.clear();
    this.#router.close();
    this.#events.onClosed(reason);
  }

  #noteFlowing(peer: Peer): void {
    if (this.#flowing.has(peer)) return;
    this.#flowing.add(peer);
    this.#events.onMediaFlowing(peer.id);
  }

  #remove(peer: Peer, reason?: RoomCloseReason): void {
    this.#peers.delete(peer.id);
    peer.close(reason);
    for (const other of this.#peers.values()) other.notify('peer:left', { peerId: peer.id });
    this.#events.onPeerLeft(peer.id);
    if (this.checkOf !== null) this.close('ended');
  }

  /** Also who hears them: hearing is mutual. */
  #heardBy(peer: Peer): readonly Peer[] {
    return this.checkOf === null ? this.#others(peer) : [peer];
  }

  /** Not even the same person twice, on two devices: a check room is no place to meet. */
  #useForCheck({ peerId }: JoinClaims): void {
    if (peerId !== this.checkOf) throw new AppError('forbidden', 'this room is for the check of somebody else');
    if (this.#isUsed) throw new AppError('conflict', 'this check was begun already');
    this.#isUsed = true;
  }

  #others(peer: Peer): readonly Peer[] {
    return this.peers.filter((other) => other !== peer);
  }

  #offerLater(peer: Peer, publication: Publication): void {
    void this.#consume(peer, publication).then((consumption) => {
      const offer = consumption && peer.offer(consumption);
      if (offer) peer.notify('consumer:created', offer);
    });
  }

  /** One publication that a peer cannot have keeps no other one from it. */
  async #consume(peer: Peer, publication: Publication): Promise<Consumption | undefined> {
    try {
      return await peer.consume(publication);
    } catch (error) {
      this.#log.error({ err: error, roomId: this.id }, 'a peer cannot be offered a publication');
      return undefined;
    }
  }

  #grantsOf({ peerId, exp, grants }: JoinClaims): PeerGrants {
    const decision = this.#decisions.get(peerId);
    if (!decision || exp - JOIN_TOKEN_LIFETIME_S > decision.atS + DECISION_TOLERANCE_S) return grants;
    if (!decision.grants) throw new AppError('forbidden', 'you were removed from this room');
    return decision.grants;
  }

  async #createTransports(maySend: boolean): Promise<PeerTransports> {
    const [send, receive] = await Promise.all([
      maySend ? this.#worker.createTransport(this.#router) : null,
      this.#worker.createTransport(this.#router),
    ]);
    // Nothing arrives before the browser has its answer, so the bound may be set while that is under way.
    send?.setMaxIncomingBitrate(MAX_INCOMING_BITRATE).catch((error: unknown) => {
      if (!send.closed) this.#log.error({ err: error, roomId: this.id }, 'the bitrate of a peer cannot be bounded');
    });
    return { send, receive };
  }

  #refuseWhenClosed(): void {
    if (this.#isClosed) throw new AppError('unavailable', 'this room is closing; join again');
  }
}

type RoomOptions = {
  id: string;
  epoch: number;
  checkOf: string | null;
  worker: MediaWorker;
  events: RoomEvents;
  log: Logger;
};

const nowS = (): number => Math.floor(Date.now() / 1_000);
