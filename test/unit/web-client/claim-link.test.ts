import { afterEach, describe, expect, it, vi } from 'vitest';
import { claimDevice } from '#web-client/data/devices.ts';
import { readClaimLink } from '#web-client/routing/claim-link.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the link of a slip', () => {
  it('names a code and a device', () => {
    const link = { code: '7KQ2-M9XD', deviceId: 'device-1' };
    expect(readClaimLink('?code=7KQ2-M9XD&device=device-1')).toEqual(link);
    expect(readClaimLink('?code=7KQ2-M9XD')).toEqual({ ...link, deviceId: null });
    expect(readClaimLink('')).toEqual({ code: '', deviceId: null });
  });

  it('leads to no other place of the server', async () => {
    const elsewhere = '../consultations/0198c0de/cancel?';
    expect(readClaimLink(`?code=7KQ2-M9XD&device=${encodeURIComponent(elsewhere)}`).deviceId).toBeNull();
    const asked: string[] = [];
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path);
      return Promise.resolve(Response.json({ device: {} }));
    });
    await claimDevice(elsewhere, { code: '7KQ2-M9XD' });
    expect(asked).toEqual(['/api/devices/..%2Fconsultations%2F0198c0de%2Fcancel%3F/claim']);
  });
});
