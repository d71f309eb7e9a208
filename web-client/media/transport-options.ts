import type { types } from 'mediasoup-client';
import type { z } from 'zod';
import type { JoinGrant } from '#contracts/consultation.ts';
import type { TransportOffer } from '#contracts/media.ts';

/** The node's own description of a transport; mediasoup-client reads it as it is. */
export const toTransportOptions = (offer: z.infer<typeof TransportOffer>): types.TransportOptions =>
  offer as z.infer<typeof TransportOffer> & types.TransportOptions;

/** The grant's own description of a server, without what it leaves out. */
export const toRtcIceServer = ({ urls, username, credential }: JoinGrant['iceServers'][number]): RTCIceServer => ({
  urls,
  ...(username === undefined ? {} : { username }),
  ...(credential === undefined ? {} : { credential }),
});
