import type { types as node } from 'mediasoup';
import type { types } from 'mediasoup-client';

/*
 * The least that two browsers need to meet through mediasoup: a WebSocket of JSON, no identities, no checks, no limits.
 * Consumers start paused, as mediasoup's documentation asks.
 */
export type TransportParameters = Pick<
  types.TransportOptions,
  'id' | 'iceParameters' | 'iceCandidates' | 'dtlsParameters'
>;
export type ConsumerParameters = Pick<node.Consumer, 'id' | 'producerId' | 'kind' | 'rtpParameters'>;

export type FromNode =
  | { type: 'welcome'; rtpCapabilities: node.RtpCapabilities; send: TransportParameters; receive: TransportParameters }
  | { type: 'consumer'; consumer: ConsumerParameters }
  | { type: 'produced'; id: string };

export type FromPage =
  | { type: 'receive'; rtpCapabilities: types.RtpCapabilities }
  | { type: 'connect'; direction: 'send' | 'receive'; dtlsParameters: types.DtlsParameters }
  | { type: 'produce'; kind: types.MediaKind; rtpParameters: types.RtpParameters }
  | { type: 'resume'; id: string };
