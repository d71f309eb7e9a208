import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '#server/notifications/outbound/public-address.ts';

describe('an address that a message may go to', () => {
  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2001:4860:4860::8888', '::ffff:8.8.8.8'])(
    'is public: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine, by another of its names', '127.255.0.9'],
    ['this machine in IPv6', '::1'],
    ['every address of this machine', '0.0.0.0'],
    ['the same in IPv6', '::'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '192.168.1.1'],
    ['a private network in IPv6', 'fd12:3456::1'],
    ['a cloud’s metadata', '169.254.169.254'],
    ['a link', 'fe80::1%eth0'],
    ['a carrier’s network', '100.64.0.1'],
    ['a private IPv4 address in IPv6', '::ffff:10.0.0.1'],
    ['the same, written out', '0:0:0:0:0:ffff:7f00:1'],
    ['an IPv4-compatible one', '::127.0.0.1'],
    ['one behind NAT64', '64:ff9b::a00:1'],
    ['one behind 6to4', '2002:a00:1::1'],
    ['one behind Teredo', '2001:0:1::1'],
    ['many machines', '224.0.0.1'],
    ['many machines in IPv6', 'ff02::1'],
    ['documentation', '203.0.113.7'],
    ['no address at all', 'metadata.internal'],
  ])('is not %s (%s)', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
