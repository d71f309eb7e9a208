import { AppError } from '#contracts/errors.ts';
import {
  CHECK_EPOCH,
  type JoinClaims,
  type MediaHeartbeat,
  type MediaNodeEvent,
  type PeerGrants,
  type RoomCloseReason,
} from '#contracts/media.ts';
import { MAX_CHECK_ROOMS } from './limits.ts';
import type { Logger } from './log.ts';
import type { Peer, PeerConnection } from './peer.ts';
import { Room, type RoomEvents } from './room.ts';
import { WorkerPool } from './worker-pool.ts';

type WithoutStamp<Event> = Event extends MediaNodeEvent ? Omit<Event, 'eventId' | 'at'> : never;

/** What happened in a room, before it has an id and a time. */
export type RoomNews = WithoutStamp<MediaNodeEvent>;

export type MediaNodeOptions = {
  workers: number;
  workerBin?: string | undefined;
  listenAddress: string;
  announcedAddress: string;
  firstRtcPort: number;
  isUdpEnabled?: boolean;
  log: Logger;
  onNews: (news: RoomNews) => void;
};

const LEASE_SWEEP_MS = 1_000;

/** So many rooms that ended are remembered; a command that comes later than that is no repetition any more. */
const MAX_ENDED = 10_000;

/** The rooms of this node and the workers that carry them. Knows rooms and peers, no users. */
export class MediaNode {
  readonly #log: Logger;
  readonly #onNews: (news: RoomNews) => void;
  readonly #pool: WorkerPool;
  readonly #rooms = new Map<string, Room>();
  /** The last epoch of rooms that ended here: it is over, and a late or repeated command does not bring it back. */
  readonly #endedEpochs = new Map<string, number>();
  /** The latest command to open a room, so that commands for one room take turns. */
  readonly #opening = new Map<string, Promise<void>>();
  readonly #leaseSweep: NodeJS.Timeout;
  readonly #drained = Promise.withResolvers<undefined>();
  #isDraining = false;
  #isClosed = false;

  private constructor({ log, onNews }: MediaNodeOptions, pool: WorkerPool) {
    this.#log = log;
    this.#onNews = onNews;
    this.#pool = pool;
    this.#leaseSweep = setInterval(() => this.closeUnleasedRooms(Date.now()), LEASE_SWEEP_MS);
  }

  static async create(options: MediaNodeOptions): Promise<MediaNode> {
    const {
      workers: count,
      workerBin,
      listenAddress,
      announcedAddress,
      firstRtcPort,
      isUdpEnabled = true,
      log,
    } = options;
    const pool = await WorkerPool.create({
      count,
      firstRtcPort,
      workerBin,
      listenAddress,
      announcedAddress,
      isUdpEnabled,
      log,
    });
    return new MediaNode(options, pool);
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  get workerPids(): readonly number[] {
    return this.#pool.workers.map(({ pid }) => pid);
  }

  get workerDeaths(): number {
    return this.#pool.deaths;
  }

  get rooms(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  /** Which visits' rooms and peers are here, as the heartbeat tells it. */
  get occupancy(): MediaHeartbeat['rooms'] {
    return this.#roomsOfVisits.map(({ id, epoch, peers }) => ({
      roomId: id,
      epoch,
      peerIds: peers.map((peer) => peer.id),
    }));
  }

  /** Opens the room in this epoch; done already is done, over is over. A room of an earlier epoch is closed first. */
  openRoom(roomId: string, epoch: number): Promise<void> {
    return this.#openInTurn(roomId, epoch, null);
  }

  /** Opens a room in which this one peer meets nobody but themselves. */
  openCheck(roomId: string, peerId: string): Promise<void> {
    const checks = this.#rooms.size - this.#roomsOfVisits.length;
    if (checks >= MAX_CHECK_ROOMS) throw new AppError('unavailable', 'too many checks just now; try again soon');
    return this.#openInTurn(roomId, CHECK_EPOCH, peerId);
  }

  async #openInTurn(roomId: string, epoch: number, checkOf: string | null): Promise<void> {
    const turn = (this.#opening.get(roomId) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => this.#openRoom(roomId, epoch, checkOf));
    this.#opening.set(roomId, turn);
    try {
      await turn;
    } finally {
      if (this.#opening.get(roomId) === turn) this.#opening.delete(roomId);
      this.#noteDrained();
    }
  }

  async closeRoom(roomId: string, reason: RoomCloseReason): Promise<void> {
    await this.#opening.get(roomId)?.catch(() => undefined);
    this.#rooms.get(roomId)?.close(reason);
  }

  renewLeases(roomIds: readonly string[]): void {
    for (const roomId of roomIds) this.#rooms.get(roomId)?.renewLease();
  }

  closeUnleasedRooms(nowMs: number): void {
    for (const room of this.#rooms.values()) if (room.isLeaseOver(nowMs)) room.close('lease-expired');
  }

  evict(roomId: string, peerId: string): void {
    this.#rooms.get(roomId)?.evict(peerId);
  }

  grant(roomId: string, peerId: string, grants: PeerGrants): void {
    this.#rooms.get(roomId)?.grant(peerId, grants);
  }

  /** No new rooms from now on; those that are here live until they end, or until the process stops. */
  drain(): void {
    this.#isDraining = true;
    this.#noteDrained();
  }

  /** Resolves when a draining node has no visit left. */
  get drained(): Promise<undefined> {
    return this.#drained.promise;
  }

  /** The room that a join token is for: open here, in the token's own epoch. */
  roomFor({ roomId, epoch }: Pick<JoinClaims, 'roomId' | 'epoch'>): Room {
    const room = this.#rooms.get(roomId);
    if (!room) throw new AppError('not_found', 'this room is not open here; ask the server again');
    if (room.epoch !== epoch) throw new AppError('conflict', 'the room has moved on; ask the server again');
    return room;
  }

  async join(claims: JoinClaims, connection: PeerConnection): Promise<{ room: Room; peer: Peer }> {
    const room = this.roomFor(claims);
    return { room, peer: await room.join(claims, connection) };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isDraining = true;
    clearInterval(this.#leaseSweep);
    await Promise.allSettled(this.#opening.values());
    for (const room of this.#rooms.values()) room.close('node-draining');
    await this.#pool.close();
  }

  get #roomsOfVisits(): readonly Room[] {
    return this.rooms.filter(({ checkOf }) => checkOf === null);
  }

  async #openRoom(roomId: string, epoch: number, checkOf: string | null): Promise<void> {
    const present = this.#rooms.get(roomId);
    if (present && present.checkOf !== checkOf) throw new AppError('conflict', 'this room was opened for another use');
    if (present?.epoch === epoch) {
      present.renewLease();
      return;
    }
    const over = present ? present.epoch : (this.#endedEpochs.get(roomId) ?? -Infinity);
    if (epoch <= over) throw new AppError('conflict', 'this epoch of the room is over');
    if (this.#isDraining) throw new AppError('unavailable', 'this node takes no new rooms');
    // Whoever is still in the earlier epoch asks the server for a place in this one.
    present?.close('lease-expired');
    const room = await Room.create({
      id: roomId,
      epoch,
      checkOf,
      worker: this.#pool.pick(),
      events: this.#eventsOf(roomId, epoch, checkOf === null ? this.#onNews : () => undefined),
      log: this.#log,
    });
    this.#rooms.set(roomId, room);
    this.#log.info({ roomId, epoch }, 'room opened');
  }

  /** The server waits for no news of a check: its own browser tells what came of it. */
  #eventsOf(roomId: string, epoch: number, tell: (news: RoomNews) => void): RoomEvents {
    return {
      onPeerJoined: (peerId) => tell({ type: 'peer:joined', roomId, epoch, peerId }),
      onPeerLeft: (peerId) => tell({ type: 'peer:left', roomId, epoch, peerId }),
      onMediaFlowing: (peerId) => tell({ type: 'media:flowing', roomId, epoch, peerId }),
      onClosed: (reason) => {
        this.#rooms.delete(roomId);
        this.#rememberEnded(roomId, epoch);
        this.#log.info({ roomId, epoch, reason }, 'room closed');
        tell({ type: 'room:closed', roomId, epoch, reason });
        this.#noteDrained();
      },
    };
  }

  #noteDrained(): void {
    if (this.#isDraining && this.#rooms.size + this.#opening.size === 0) this.#drained.resolve(undefined);
  }

  #rememberEnded(roomId: string, epoch: number): void {
    this.#endedEpochs.delete(roomId);
    this.#endedEpochs.set(roomId, epoch);
    const [oldest] = this.#endedEpochs.keys();
    if (this.#endedEpochs.size > MAX_ENDED && oldest !== undefined) this.#endedEpochs.delete(oldest);
  }
}
