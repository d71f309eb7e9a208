import { Device as MediaDevice, type types } from 'mediasoup-client';
import type { z } from 'zod';
import type { CallPath } from '#contracts/call-check.ts';
import type { JoinGrant } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { MediaResponse, MediaSource, PeerLine, RoomPeer, TransportOffer } from '#contracts/media.ts';
import type { Voice } from './active-speaker.ts';
import { onlyBy } from './call-path.ts';
import type { SessionCloseReason } from './close-reason.ts';
import { keepConnected } from './ice-restart.ts';
import { IncomingMedia, type RemoteStatistics, type RemoteTrack } from './incoming-media.ts';
import { isWorse } from './network-quality/level.ts';
import { UNTROUBLED, type NetworkQuality } from './network-quality/network-quality.ts';
import type { LineReading } from './network-quality/reading.ts';
import { watchNetworkQuality } from './network-quality/watch.ts';
import { OutgoingMedia } from './outgoing-media.ts';
import type { ShownSize } from './picture-layer.ts';
import { Signalling } from './signalling.ts';
import { toRtcIceServer, toTransportOptions } from './transport-options.ts';
import { TypedEvents } from './typed-events.ts';

export type { RemoteStatistics, RemoteTrack } from './incoming-media.ts';
export type { NetworkQuality } from './network-quality/network-quality.ts';

export type RemotePeer = z.infer<typeof RoomPeer>;

/** `connecting` until media can flow, `reconnecting` while a broken path is mended. */
export type SessionState = 'connecting' | 'connected' | 'reconnecting' | 'closed';

export type SessionEvents = {
  'peer:joined': RemotePeer;
  /** Their line became better or worse, or they take pictures again or no longer. */
  'peer:changed': RemotePeer;
  'peer:left': { peerId: string };
  'track:added': RemoteTrack;
  'track:removed': RemoteTrack;
  'track:paused': RemoteTrack;
  'track:resumed': RemoteTrack;
  'state:changed': { state: SessionState };
  /** The line became better or worse, and pictures went or came for it. */
  'quality:changed': NetworkQuality;
  /** Each second: what the browser measured, and what is made of it. */
  'line:read': { reading: LineReading; quality: NetworkQuality };
  /** Our own device is gone (unplugged, or taken away by the system): publish another one. */
  'local:ended': { source: MediaSource };
  /** A track given to `join` could not be sent; the visit goes on without it. */
  'local:failed': { source: MediaSource; error: unknown };
  /** The last event of a session. `isRejoinable(reason)` says whether to ask the server for a new grant. */
  closed: { reason: SessionCloseReason };
};

type LocalTrack = MediaStreamTrack | undefined | Promise<MediaStreamTrack | undefined>;

export type JoinOptions = {
  /** May still be asked for: everything else is prepared meanwhile. */
  camera?: LocalTrack;
  microphone?: LocalTrack;
  /** Media take this way and no other: for trying each. */
  path?: CallPath;
};

/**
 * Our part in the live session of one visit. `await MediaSession.join(…)` answers before the first event: listen right
 * away, and take `peers` and `remoteTracks` as the picture so far. A session that closed is over; join a new one.
 */
export class MediaSession extends TypedEvents<SessionEvents> {
  readonly peerId: string;
  readonly #signalling: Signalling;
  readonly #transports: readonly types.Transport[];
  readonly #incoming: IncomingMedia;
  readonly #outgoing: OutgoingMedia;
  readonly #peers = new Map<string, RemotePeer>();
  #state: SessionState = 'connecting';
  #closeReason: SessionCloseReason | undefined;
  #quality = UNTROUBLED;
  #line: PeerLine = { level: 'good', takesPictures: true };
  readonly #stopWatching: () => void;

  /** Joins the room of the grant. Throws an AppError when the node refuses us or cannot be reached. */
  static async join(grant: JoinGrant, options: JoinOptions = {}): Promise<MediaSession> {
    const signalling = new Signalling(grant);
    try {
      const [joined, device] = await Promise.all([signalling.request('room:join', {}), createDevice()]);
      await device.load({ routerRtpCapabilities: joined.routerRtpCapabilities });
      const session = new MediaSession(signalling, device, joined, grant, options);
      session.#start(device, options);
      return session;
    } catch (error) {
      signalling.close();
      throw error;
    }
  }

  private constructor(
    signalling: Signalling,
    device: MediaDevice,
    { peerId, peers, sendTransport, receiveTransport }: MediaResponse<'room:join'>,
    { iceServers }: JoinGrant,
    { path }: JoinOptions,
  ) {
    super();
    this.peerId = peerId;
    this.#signalling = signalling;
    for (const peer of peers) this.#peers.set(peer.peerId, peer);
    const settings = (offer: z.infer<typeof TransportOffer>): types.TransportOptions => {
      const options = { ...toTransportOptions(offer), iceServers: iceServers.map(toRtcIceServer) };
      return path === undefined ? options : onlyBy(path, options);
    };
    const send = sendTransport && device.createSendTransport(settings(sendTransport));
    const receive = device.createRecvTransport(settings(receiveTransport));
    this.#transports = send ? [send, receive] : [receive];
    for (const transport of this.#transports) this.#connect(transport);
    this.#outgoing = new OutgoingMedia(send, signalling, (source) => this.tell('local:ended', { source }));
    this.#incoming = new IncomingMedia(receive, signalling, {
      onAdded: (track) => this.tell('track:added', track),
      onRemoved: (track) => this.tell('track:removed', track),
      onPaused: (track) => this.tell('track:paused', track),
      onResumed: (track) => this.tell('track:resumed', track),
      onFailed: () => this.#close('failed'),
    });
    this.#stopWatching = watchNetworkQuality(
      { send, receive, isWeakAtSource: () => this.peers.some(({ line }) => isWorse(line.level, 'fair')) },
      {
        onRead: (reading, quality) => this.tell('line:read', { reading, quality }),
        onChanged: (quality) => this.#adapt(quality),
        onSendingLevel: (level) => this.#reportLine({ ...this.#line, level }),
      },
    );
    this.#listen();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Why it is over, for whoever missed the `closed` event. */
  get closeReason(): SessionCloseReason | undefined {
    return this.#closeReason;
  }

  /** The others in the room. */
  get peers(): readonly RemotePeer[] {
    return [...this.#peers.values()];
  }

  get remoteTracks(): readonly RemoteTrack[] {
    return this.#incoming.tracks;
  }

  /** False for someone who may only watch and listen. */
  get mayPublish(): boolean {
    return this.#outgoing.mayPublish;
  }

  isEnabled(source: MediaSource): boolean {
    return this.#outgoing.isEnabled(source);
  }

  /** Sends a track; where this source is sent already, in place of the one so far (another camera, another microphone). */
  publish(source: MediaSource, track: MediaStreamTrack): Promise<void> {
    return this.#outgoing.publish(source, track);
  }

  unpublish(source: MediaSource): Promise<void> {
    return this.#outgoing.unpublish(source);
  }

  setMicrophoneEnabled(isEnabled: boolean): Promise<void> {
    return this.#outgoing.setEnabled('microphone', isEnabled);
  }

  setCameraEnabled(isEnabled: boolean): Promise<void> {
    return this.#outgoing.setEnabled('camera', isEnabled);
  }

  get quality(): NetworkQuality {
    return this.#quality;
  }

  /** False: voices alone, whatever the line carries. */
  setPicturesWanted(areWanted: boolean): void {
    this.#incoming.setPicturesWanted(areWanted);
    this.#reportLine({ ...this.#line, takesPictures: this.#incoming.takesPictures });
  }

  /** Where a remote picture is shown: no more of it is asked for than can be seen there. */
  showAt({ consumerId }: RemoteTrack, shown: ShownSize): void {
    this.#incoming.showAt(consumerId, shown);
  }

  /** How well each remote track arrives. */
  statistics(): Promise<RemoteStatistics[]> {
    return this.#incoming.statistics();
  }

  /** How loud each of the others is at this moment. */
  voices(): Voice[] {
    return this.#incoming.voices();
  }

  /** All that the browser measured on the ways from and to the node. */
  reports(): Promise<RTCStatsReport[]> {
    return Promise.all(this.#transports.map((transport) => transport.getStats()));
  }

  /** Leaves the room. Local tracks stay as they are: whoever opened them stops them. */
  leave(): void {
    if (this.#state === 'closed') return;
    this.#signalling.request('room:leave', {}).catch(() => undefined);
    this.#close('left');
  }

  /** Receiving and sending start together, and neither waits for a camera. */
  #start(device: MediaDevice, { camera, microphone }: JoinOptions): void {
    this.#signalling
      .request('room:receive', { rtpCapabilities: { ...device.recvRtpCapabilities } })
      .then(({ consumers }) => consumers.forEach((offer) => this.#incoming.add(offer)))
      .catch(() => this.#close('failed'));
    // The picture first: it takes longest to appear at the other end.
    this.#publishWhenOpen('camera', camera);
    this.#publishWhenOpen('microphone', microphone);
  }

  #publishWhenOpen(source: MediaSource, opening: LocalTrack): void {
    Promise.resolve(opening)
      .then((track) => (track && this.#state !== 'closed' ? this.publish(source, track) : undefined))
      .catch((error: unknown) => {
        if (this.#state !== 'closed') this.tell('local:failed', { source, error });
      });
  }

  #connect(transport: types.Transport): void {
    transport.on('connect', ({ dtlsParameters: { role, fingerprints } }, done) => {
      const dtlsParameters = { fingerprints: fingerprints.map((each) => ({ ...each })), ...(role ? { role } : {}) };
      this.#signalling
        .request('transport:connect', { transportId: transport.id, dtlsParameters })
        .catch(() => this.#close('failed'));
      // The browser looks for its path meanwhile: that takes a round trip itself before the first use of these.
      done();
    });
    transport.on('connectionstatechange', () => this.#updateState());
    keepConnected(transport, this.#signalling, () => this.#close('failed'));
  }

  #listen(): void {
    this.#signalling.on('peer:joined', (peer) => {
      this.#peers.set(peer.peerId, peer);
      this.tell('peer:joined', peer);
    });
    this.#signalling.on('peer:left', ({ peerId }) => {
      this.#incoming.removePeer(peerId);
      if (this.#peers.delete(peerId)) this.tell('peer:left', { peerId });
    });
    this.#signalling.on('peer:line-reported', ({ peerId, line }) => {
      const peer = this.#peers.get(peerId);
      if (!peer) return;
      const changed = { ...peer, line };
      this.#peers.set(peerId, changed);
      this.tell('peer:changed', changed);
    });
    this.#signalling.on('room:closed', ({ reason }) => this.#close(reason));
    this.#signalling.onDisconnected(() => this.#close('disconnected'));
    this.#signalling.listen();
  }

  /** A transport that nothing was sent or received on yet is `new` and says nothing about the path. */
  #updateState(): void {
    if (this.#state === 'closed') return;
    const states = this.#transports.map(({ connectionState }) => connectionState).filter((state) => state !== 'new');
    const isBroken = states.some((state) => state === 'disconnected' || state === 'failed');
    const isConnected = states.length > 0 && states.every((state) => state === 'connected');
    const wasConnected = this.#state !== 'connecting';
    this.#setState(isBroken ? 'reconnecting' : isConnected ? 'connected' : wasConnected ? this.#state : 'connecting');
  }

  #reportLine(line: PeerLine): void {
    if (line.level === this.#line.level && line.takesPictures === this.#line.takesPictures) return;
    this.#line = line;
    // What does not reach the node is said again with the next change; a node that is gone ends the session.
    this.#signalling.request('peer:report-line', line).catch(() => undefined);
  }

  #adapt(quality: NetworkQuality): void {
    this.#quality = quality;
    this.#incoming.carry(quality.receiving);
    this.#reportLine({ ...this.#line, takesPictures: this.#incoming.takesPictures });
    // What the node does not hear of is given up here all the same.
    this.#outgoing.carry(quality.sending).catch(() => undefined);
    this.tell('quality:changed', quality);
  }

  #setState(state: SessionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.tell('state:changed', { state });
  }

  #close(reason: SessionCloseReason): void {
    if (this.#state === 'closed') return;
    this.#closeReason = reason;
    this.#setState('closed');
    this.#stopWatching();
    for (const transport of this.#transports) transport.close();
    this.#signalling.close();
    this.tell('closed', { reason });
  }
}

const createDevice = async (): Promise<MediaDevice> => {
  try {
    return await MediaDevice.factory();
  } catch {
    throw new AppError('unavailable', 'this browser cannot make video calls');
  }
};
