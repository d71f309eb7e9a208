import { describe, expect, it } from 'vitest';
import { findCorrected } from '#server/services/quarantine/find-corrected.ts';
import { MAX_MESSAGE_BYTES, readMessage } from '#server/services/quarantine/read-message.ts';
import { omhGlucose } from '#test/support/intake.ts';

const bytesOf = (sent: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(sent));
const reading = {
  kind: 'glucose' as const,
  value: 5.5,
  unit: 'mg/dL' as const,
  specimen: 'capillary' as const,
  measuredAt: '2026-11-25T07:42:00Z',
};

describe('what a held message says', () => {
  it('is the same reading, in whichever form it came', () => {
    expect(readMessage(bytesOf(reading))).toEqual({ element: reading, externalUserId: null });
    expect(readMessage(bytesOf({ userId: 'u-1', reading }))).toEqual({ element: reading, externalUserId: 'u-1' });
    const { header, body } = omhGlucose('u-2', 5.5);
    const unsaid = { ...body, specimen_source: undefined };
    const { element, externalUserId } = readMessage(bytesOf({ header, body: unsaid }));
    expect(externalUserId).toBe('u-2');
    expect(element).toMatchObject({ kind: 'glucose', value: 5.5 });
    expect(element).not.toHaveProperty('specimen');
  });

  it('is nothing where it is no single reading, or longer than any', () => {
    const nothing = { element: null, externalUserId: null };
    for (const bytes of [
      Buffer.from('{"kind":'),
      Buffer.from('00ff07ff07ff07', 'hex'),
      bytesOf([1, 2]),
      bytesOf([reading, reading]),
      bytesOf({ ...reading, note: 'x'.repeat(MAX_MESSAGE_BYTES) }),
    ]) {
      expect(readMessage(bytes)).toEqual(nothing);
    }
    expect(readMessage(bytesOf({ header: {}, body: {} })).element).toBeNull();
  });

  it('is what a correction is told from', () => {
    const payload = bytesOf({ userId: 'u-1', reading });
    expect(findCorrected({ payload }, { ...reading, unit: 'mmol/L' })).toEqual(['unit']);
    expect(findCorrected({ payload: bytesOf([reading, reading]) }, reading)).toEqual(['all']);
  });
});
