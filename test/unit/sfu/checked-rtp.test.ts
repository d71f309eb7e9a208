import { describe, expect, it } from 'vitest';
import { checkedDtlsParameters } from '#sfu/checked-rtp.ts';

const fingerprint = { algorithm: 'sha-256', value: Array.from({ length: 32 }, () => '0f').join(':') };

describe('DTLS parameters of a browser', () => {
  it('are taken with their role, or let the node choose', () => {
    expect(checkedDtlsParameters({ role: 'client', fingerprints: [fingerprint] })).toEqual({
      role: 'client',
      fingerprints: [fingerprint],
    });
    expect(checkedDtlsParameters({ fingerprints: [fingerprint] }).role).toBe('auto');
  });

  it.each([
    [{ role: 'both', fingerprints: [fingerprint] }],
    [{ fingerprints: [] }],
    [{ fingerprints: [fingerprint, {}] }],
    [{ fingerprints: [{ ...fingerprint, algorithm: 'sha-256 ' }] }],
    [{ fingerprints: [{ ...fingerprint, value: 'zz:zz' }] }],
    [{ fingerprints: [{ ...fingerprint, value: 7 }] }],
  ])('are refused: %j', (parameters) => {
    expect(() => checkedDtlsParameters(parameters)).toThrow('dtlsParameters');
  });
});
