import type { types } from 'mediasoup-client';
import { describe, expect, it } from 'vitest';
import { onlyBy } from '#web-client/media/call-path.ts';

const candidate = (protocol: 'udp' | 'tcp'): types.IceCandidate => ({
  ...{ foundation: protocol, priority: 1, address: '192.0.2.7', ip: '192.0.2.7', port: 40_000, type: 'host' as const },
  protocol,
  ...(protocol === 'tcp' ? { tcpType: 'passive' as const } : {}),
});
const options = {
  iceCandidates: [candidate('udp'), candidate('tcp')],
  iceServers: [{ urls: ['turn:turn.example.org'], username: 'u', credential: 'c' }],
};

describe('a transport that is left one way', () => {
  it.each(['udp', 'tcp'] as const)('%s has the candidates of its protocol, and no relay to go round by', (path) => {
    expect(onlyBy(path, options)).toEqual({ iceCandidates: [candidate(path)], iceServers: [] });
  });

  it('through the relay has all of the node’s candidates, and goes to none of them by itself', () => {
    expect(onlyBy('relay', options)).toEqual({ ...options, iceTransportPolicy: 'relay' });
  });
});
