import type { types } from 'mediasoup-client';
import type { CallPath } from '#contracts/call-check.ts';

type Ways = Pick<types.TransportOptions, 'iceCandidates' | 'iceServers' | 'iceTransportPolicy'>;

/** Leaves a transport only this way to the node; by itself the browser takes the best that it finds. */
export const onlyBy = <Options extends Ways>(path: CallPath, options: Options): Options =>
  path === 'relay'
    ? { ...options, iceTransportPolicy: 'relay' }
    : {
        ...options,
        iceServers: [],
        iceCandidates: options.iceCandidates.filter(({ protocol }) => protocol === path),
      };
