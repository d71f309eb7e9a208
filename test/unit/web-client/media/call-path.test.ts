import { describe, expect, it } from 'vitest';
import { onlyBy } from '#web-client/media/call-path.ts';

/** As the node sends it: mediasoup still tells the address under its old name, too. */
const candidate = (protocol: 'udp' | 'tcp') => {
  const place = { address: '192.0.2.7', ip: '192.0.2.7', port: 40_000 };
  const tcpType = protocol === 'tcp' ? { tcpType: 'passive' as const } : {};
  return { foundation: protocol, priority: 1, ...place, type: 'host' as const, protocol, ...tcpType };
};
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
