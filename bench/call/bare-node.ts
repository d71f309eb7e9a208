import { createWorker, type types } from 'mediasoup';
import { WebSocketServer, type WebSocket } from 'ws';
import { INITIAL_OUTGOING_BITRATE, ROUTER_CODECS } from '#sfu/codecs.ts';
import type { FromNode, FromPage, TransportParameters } from './bare-protocol.ts';

/*
 * usage: node bench/call/bare-node.ts HTTP_PORT RTC_PORT [WORKER_BINARY]
 * The other side of the comparison, in a process of its own like the media node: same codecs, same worker, same kind of
 * port; each path of the URL is a room.
 */
type BarePeer = {
  socket: WebSocket;
  send: types.WebRtcTransport;
  receive: types.WebRtcTransport;
  rtpCapabilities: types.RtpCapabilities | undefined;
  producers: types.Producer[];
  consumers: Map<string, types.Consumer>;
};
type BareRoom = { router: types.Router; peers: Set<BarePeer> };

const [httpPort, rtcPort, workerBin] = process.argv.slice(2);
const worker = await createWorker({ logLevel: 'error', ...(workerBin === undefined ? {} : { workerBin }) });
const listenInfo = { ip: '0.0.0.0', announcedAddress: '127.0.0.1', port: Number(rtcPort) };
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: [
    { protocol: 'udp', ...listenInfo },
    { protocol: 'tcp', ...listenInfo },
  ],
});
const rooms = new Map<string, Promise<BareRoom>>();

const roomOf = (path: string): Promise<BareRoom> => {
  const present = rooms.get(path);
  if (present) return present;
  const making = worker
    .createRouter({ mediaCodecs: [...ROUTER_CODECS] })
    .then((router) => ({ router, peers: new Set<BarePeer>() }));
  rooms.set(path, making);
  return making;
};

const tell = (peer: Pick<BarePeer, 'socket'>, message: FromNode): void => peer.socket.send(JSON.stringify(message));

const parametersOf = ({
  id,
  iceParameters,
  iceCandidates,
  dtlsParameters,
}: types.WebRtcTransport): TransportParameters => ({
  id,
  iceParameters,
  iceCandidates,
  dtlsParameters,
});

const offer = async (peer: BarePeer, producer: types.Producer): Promise<void> => {
  const { rtpCapabilities } = peer;
  if (!rtpCapabilities) return;
  const consumer = await peer.receive.consume({ producerId: producer.id, rtpCapabilities, paused: true });
  peer.consumers.set(consumer.id, consumer);
  const { id, producerId, kind, rtpParameters } = consumer;
  tell(peer, { type: 'consumer', consumer: { id, producerId, kind, rtpParameters } });
};

const handle = async (room: BareRoom, peer: BarePeer, message: FromPage): Promise<void> => {
  const others = [...room.peers].filter((other) => other !== peer);
  switch (message.type) {
    case 'receive':
      peer.rtpCapabilities = message.rtpCapabilities;
      await Promise.all(others.flatMap(({ producers }) => producers.map((producer) => offer(peer, producer))));
      return;
    case 'connect':
      await peer[message.direction].connect({ dtlsParameters: message.dtlsParameters });
      return;
    case 'produce': {
      const producer = await peer.send.produce({ kind: message.kind, rtpParameters: message.rtpParameters });
      peer.producers.push(producer);
      tell(peer, { type: 'produced', id: producer.id });
      await Promise.all(others.map((other) => offer(other, producer)));
      return;
    }
    case 'resume':
      await peer.consumers.get(message.id)?.resume();
  }
};

const serve = async (socket: WebSocket, path: string): Promise<void> => {
  const room = await roomOf(path);
  const options = { webRtcServer, enableTcp: true, initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE };
  const [send, receive] = await Promise.all([
    room.router.createWebRtcTransport(options),
    room.router.createWebRtcTransport(options),
  ]);
  const peer: BarePeer = { socket, send, receive, rtpCapabilities: undefined, producers: [], consumers: new Map() };
  room.peers.add(peer);
  socket.on('message', (text: Buffer) => void handle(room, peer, JSON.parse(text.toString()) as FromPage));
  socket.on('close', () => {
    room.peers.delete(peer);
    send.close();
    receive.close();
  });
  const { rtpCapabilities } = room.router;
  tell(peer, { type: 'welcome', rtpCapabilities, send: parametersOf(send), receive: parametersOf(receive) });
};

const server = new WebSocketServer({ port: Number(httpPort), perMessageDeflate: false });
server.on('connection', (socket, request) => void serve(socket, request.url ?? '/'));
server.on('listening', () => process.send?.({ type: 'ready' }));
// mediasoup listens for this signal, which takes its usual effect away.
process.once('SIGTERM', () => process.exit());
process.once('disconnect', () => process.exit());
