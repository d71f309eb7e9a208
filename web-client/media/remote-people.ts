import type { ShownSize } from './picture-layer.ts';
import type { MediaSession, RemoteTrack } from './session.ts';

/** Why a person's picture is not there, or `shown`. */
export type TheirPicture = 'shown' | 'none' | 'switched-off' | 'their-line' | 'not-taken';

/** Somebody else in the call. */
export type RemotePerson = {
  readonly peerId: string;
  readonly name: string;
  /** Their picture and voice. It stays the same while tracks come and go. */
  readonly stream: MediaStream;
  readonly picture: TheirPicture;
  /** False: they hear, and do not see. */
  readonly takesPictures: boolean;
};

/** What somebody shows of their screen. */
export type SharedScreen = { readonly peerId: string; readonly name: string; readonly stream: MediaStream };

/** The others in a call as a page shows them, over all sessions that one call may need. */
export class RemotePeople {
  readonly #onChanged: () => void;
  readonly #streams = new Map<string, MediaStream>();
  readonly #screens = new Map<string, MediaStream>();
  readonly #shownAt = new Map<string, ShownSize>();
  #session: MediaSession | null = null;
  people: readonly RemotePerson[] = [];
  /** One at a time, as it came: of two who share, the first. */
  screen: SharedScreen | null = null;

  constructor(onChanged: () => void) {
    this.#onChanged = onChanged;
  }

  /** Shows those of this session from now on. */
  follow(session: MediaSession): void {
    this.#session = session;
    const read = (): void => {
      if (this.#session === session) this.#read(session);
    };
    session.on('peer:joined', read);
    session.on('peer:left', read);
    session.on('peer:changed', read);
    session.on('track:added', read);
    session.on('track:removed', read);
    session.on('track:paused', read);
    session.on('track:resumed', read);
    read();
  }

  /** The session is over: nobody is there until the next one. */
  forget(): void {
    this.#session = null;
    for (const stream of [...this.#streams.values(), ...this.#screens.values()]) fill(stream, []);
    this.people = [];
    this.screen = null;
    this.#onChanged();
  }

  /** Where this person's picture is shown: no more of it is asked for than can be seen there. */
  showAt(peerId: string, size: ShownSize): void {
    this.#shownAt.set(peerId, size);
    const camera = this.#session?.remoteTracks.find((track) => track.peerId === peerId && track.source === 'camera');
    if (camera) this.#session?.showAt(camera, size);
  }

  #read(session: MediaSession): void {
    const { peers, remoteTracks } = session;
    this.people = peers.map(({ peerId, displayName, line }) => {
      const own = remoteTracks.filter((track) => track.peerId === peerId && track.source !== 'screen');
      const camera = own.find(({ source }) => source === 'camera');
      const size = this.#shownAt.get(peerId);
      if (camera && size) session.showAt(camera, size);
      return {
        peerId,
        name: displayName,
        stream: fill(streamOf(this.#streams, peerId), own.filter(isFlowing)),
        picture: camera ? pictureOf(camera) : 'none',
        takesPictures: line.takesPictures,
      };
    });
    const shared = remoteTracks.find((track) => track.source === 'screen' && isFlowing(track));
    const sharer = peers.find(({ peerId }) => peerId === shared?.peerId);
    this.screen =
      shared && sharer
        ? {
            peerId: sharer.peerId,
            name: sharer.displayName,
            stream: fill(streamOf(this.#screens, sharer.peerId), [shared]),
          }
        : null;
    this.#onChanged();
  }
}

const isFlowing = ({ isPaused }: RemoteTrack): boolean => !isPaused;

const streamOf = (streams: Map<string, MediaStream>, peerId: string): MediaStream => {
  const stream = streams.get(peerId) ?? new MediaStream();
  streams.set(peerId, stream);
  return stream;
};

/** Makes these the tracks of the stream, and leaves alone what is in it already. */
const fill = (stream: MediaStream, remote: readonly RemoteTrack[]): MediaStream => {
  const wanted = remote.map(({ track }) => track);
  for (const track of stream.getTracks()) if (!wanted.includes(track)) stream.removeTrack(track);
  for (const track of wanted) if (!stream.getTracks().includes(track)) stream.addTrack(track);
  return stream;
};

const pictureOf = ({ isPaused, pauseReason }: RemoteTrack): TheirPicture => {
  if (!isPaused) return 'shown';
  if (pauseReason === null) return 'not-taken';
  return pauseReason === 'weak-line' ? 'their-line' : 'switched-off';
};
