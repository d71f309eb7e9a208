/** What the browser's statistics say of both directions at one moment. Counters count from the start of the session. */
export type LineReading = {
  /** Everything that came back from the media node, answers to connectivity checks included: a line is dead without. */
  heard: number;
  roundTripS: number | null;
  sending: {
    packets: number;
    /** What the media node missed of them, also where it got them at the second try. */
    lost: number;
    /** What the browser believes that the line carries. */
    availableBitrate: number | null;
    /** Does it send a worse picture than it would, for want of that? */
    isHeldBack: boolean;
  };
  receiving: {
    packets: number;
    /** Also what came at the second try. */
    lost: number;
    /**
     * How unevenly voices arrive, of the worst of them. Of a picture the value says nothing: it jumps when the picture was
     * paused, and stands still while it is.
     */
    jitterS: number;
    framesDecoded: number;
    /** How long pictures stood still. */
    frozenS: number;
    /** Somebody who sends has a weak line: what is missing may have been lost before the node. */
    isWeakAtSource: boolean;
  };
};

type Statistic = Readonly<Record<string, unknown>>;
export type Statistics = Iterable<Statistic>;

const numberOf = (statistic: Statistic, name: string): number => {
  const value = statistic[name];
  return typeof value === 'number' ? value : 0;
};

const optionalNumberOf = (statistic: Statistic, name: string): number | null =>
  typeof statistic[name] === 'number' ? statistic[name] : null;

const ofType = (statistics: readonly Statistic[], type: string): Statistic[] =>
  statistics.filter((statistic) => statistic['type'] === type);

const ofKind = (statistics: readonly Statistic[], wanted: 'audio' | 'video'): Statistic[] =>
  statistics.filter(({ kind }) => kind === wanted);

const sum = (statistics: readonly Statistic[], name: string): number =>
  statistics.reduce((total, statistic) => total + numberOf(statistic, name), 0);

/** The path in use: of several that were tried only one is nominated. */
const pathsInUse = (statistics: readonly Statistic[]): Statistic[] =>
  ofType(statistics, 'candidate-pair').filter(({ nominated, state }) => nominated === true && state === 'succeeded');

const largest = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((most, value) => (value === null || (most ?? -1) > value ? most : value), null);

/**
 * Of pictures the node's reports tell, which count what came at the second try as lost. Of voices they tell the worst loss
 * that any listener has, so that the browser sends them more robustly (mediasoup, "worst remote fraction lost"): what the
 * node itself missed is what it asked for again.
 */
const lostOnTheWayThere = (sent: readonly Statistic[]): number =>
  sum(ofKind(ofType(sent, 'remote-inbound-rtp'), 'video'), 'packetsLost') +
  sum(ofKind(ofType(sent, 'outbound-rtp'), 'audio'), 'retransmittedPacketsSent');

/** mediasoup's own stream, by which it finds out what the line carries: there are gaps in it that nobody lost. */
const isProbe = ({ mid }: Statistic): boolean => mid === 'probator';

/** Reads `getStats()` of the transport that sends and of the one that receives (W3C webrtc-stats names). */
export const readLine = (
  sendStatistics: Statistics,
  receiveStatistics: Statistics,
  isWeakAtSource: boolean,
): LineReading => {
  const [sent, received] = [[...sendStatistics], [...receiveStatistics]];
  const sendPaths = pathsInUse(sent);
  const paths = [...sendPaths, ...pathsInUse(received)];
  const outbound = ofType(sent, 'outbound-rtp');
  const inbound = ofType(received, 'inbound-rtp').filter((stream) => !isProbe(stream));
  const voices = ofKind(inbound, 'audio');
  return {
    heard: sum(paths, 'bytesReceived') + sum(paths, 'responsesReceived'),
    roundTripS: largest(paths.map((path) => optionalNumberOf(path, 'currentRoundTripTime'))),
    sending: {
      packets: sum(outbound, 'packetsSent'),
      lost: lostOnTheWayThere(sent),
      availableBitrate: largest(sendPaths.map((path) => optionalNumberOf(path, 'availableOutgoingBitrate'))),
      isHeldBack: outbound.some(
        ({ active, qualityLimitationReason }) => active !== false && qualityLimitationReason === 'bandwidth',
      ),
    },
    receiving: {
      packets: sum(inbound, 'packetsReceived'),
      lost: sum(inbound, 'packetsLost'),
      jitterS: largest(voices.map((stream) => optionalNumberOf(stream, 'jitter'))) ?? 0,
      framesDecoded: sum(inbound, 'framesDecoded'),
      frozenS: sum(inbound, 'totalFreezesDuration'),
      isWeakAtSource,
    },
  };
};
