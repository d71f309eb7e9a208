import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientAddress, networkOf } from '#server/client-address.ts';

const requestFrom = (remoteAddress: string, forwardedFor?: string): IncomingMessage => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const request = new IncomingMessage(socket);
  if (forwardedFor !== undefined) request.headers['x-forwarded-for'] = forwardedFor;
  return request;
};

describe('the address of whoever asks', () => {
  it('is the socket’s, whatever the client claims', () => {
    expect(clientAddress({ trustedProxies: [] }, requestFrom('203.0.113.9', '10.0.0.1'))).toBe('203.0.113.9');
    expect(clientAddress({ trustedProxies: ['10.0.0.0/8'] }, requestFrom('203.0.113.9', '10.0.0.1'))).toBe(
      '203.0.113.9',
    );
  });

  it('is the nearest one that is not a trusted proxy', () => {
    const config = { trustedProxies: ['10.0.0.0/8', 'loopback'] };
    expect(clientAddress(config, requestFrom('127.0.0.1', '198.51.100.7, 10.1.2.3'))).toBe('198.51.100.7');
    expect(clientAddress(config, requestFrom('10.0.0.9', '1.1.1.1, 198.51.100.7'))).toBe('198.51.100.7');
  });
});

describe('the network an attempt is counted under', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
