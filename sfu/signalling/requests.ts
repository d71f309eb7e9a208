import { AppError } from '#contracts/errors.ts';
import type { JoinClaims } from '#contracts/media.ts';
import type { types } from 'mediasoup';
import { checkedRtpCapabilities } from '../checked-rtp.ts';
import type { MediaNode } from '../media-node.ts';
import type { Peer, PeerConnection } from '../peer.ts';
import type { Room } from '../room.ts';
import type { RequestHandlers } from './answer.ts';

const toTransportOffer = (transport: types.WebRtcTransport) => ({
  id: transport.id,
  iceParameters: { ...transport.iceParameters },
  iceCandidates: transport.iceCandidates.map((candidate) => ({ ...candidate })),
  dtlsParameters: { ...transport.dtlsParameters },
});

type Membership = { room: Room; peer: Peer };

/** What one connection may ask, and `leave`, for when it ends. Every id is looked up in its own peer. */
export const createRequestHandlers = (node: MediaNode, claims: JoinClaims, connection: PeerConnection) => {
  let joining: Promise<Membership> | undefined;
  let membership: Membership | undefined;
  let hasLeft = false;

  const joined = (): Membership => {
    if (!membership || membership.peer.isClosed) throw new AppError('conflict', 'join the room first');
    return membership;
  };

  const leave = (): void => {
    hasLeft = true;
    membership?.room.leave(membership.peer);
  };

  const handlers: RequestHandlers = {
    'room:join': async () => {
      if (joining) throw new AppError('conflict', 'this connection has joined already');
      joining = node.join(claims, connection);
      membership = await joining;
      const { room, peer } = membership;
      // The connection ended while the worker made its transports.
      if (hasLeft) leave();
      const { send, receive } = peer.transports;
      return {
        roomId: room.id,
        peerId: peer.id,
        routerRtpCapabilities: { ...room.rtpCapabilities },
        sendTransport: send && toTransportOffer(send),
        receiveTransport: toTransportOffer(receive),
        peers: room.peers
          .filter((other) => other !== peer)
          .map(({ id, displayName, grants: { role }, line }) => ({ peerId: id, displayName, role, line })),
      };
    },
    'room:receive': async ({ rtpCapabilities }) => {
      const { room, peer } = joined();
      return { consumers: await room.receive(peer, checkedRtpCapabilities(rtpCapabilities)) };
    },
    'room:leave': () => {
      joined();
      leave();
      return {};
    },
    'peer:report-line': (line) => {
      const { room, peer } = joined();
      room.reportLine(peer, line);
      return {};
    },
    'transport:connect': async (request) => {
      await joined().peer.connectTransport(request);
      return {};
    },
    'transport:restart-ice': async ({ transportId }) => ({
      iceParameters: { ...(await joined().peer.restartIce(transportId)) },
    }),
    'producer:create': async (request) => {
      const { room, peer } = joined();
      const { producer } = await room.publish(peer, request);
      return { producerId: producer.id };
    },
    'producer:pause': async (request) => {
      await joined().peer.pauseProducer(request);
      return {};
    },
    'producer:resume': async ({ producerId }) => {
      await joined().peer.resumeProducer(producerId);
      return {};
    },
    'producer:close': ({ producerId }) => {
      joined().peer.closeProducer(producerId);
      return {};
    },
    'consumer:resume': async ({ consumerId }) => {
      await joined().peer.resumeConsumer(consumerId);
      return {};
    },
    'consumer:pause': async ({ consumerId }) => {
      await joined().peer.pauseConsumer(consumerId);
      return {};
    },
    'consumer:prefer-layers': async (request) => {
      await joined().peer.preferLayers(request);
      return {};
    },
  };

  return { handlers, leave, hasJoined: () => membership !== undefined };
};
