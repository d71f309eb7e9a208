import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError } from '#contracts/errors.ts';
import { intakeSecret, newSalt, serialiseSecret } from '#server/services/intake/secret.ts';
import { verifySignature } from '#server/services/intake/signature.ts';

const NOW = new Date('2026-03-01T08:00:00Z');
const NOW_S = NOW.getTime() / 1000;
const secret = Buffer.alloc(32, 7);
const other = Buffer.alloc(32, 8);
const body = Buffer.from('{"a":1}');

const signatureOf = (key: Uint8Array, id: string, timestamp: number | string, text: Uint8Array = body): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(text).digest('base64')}`;

const message = (values: object = {}) => ({
  id: 'msg_1',
  timestamp: String(NOW_S),
  signature: signatureOf(secret, 'msg_1', NOW_S),
  body,
  ...values,
});

const outcomeOf = (values: object, secrets: readonly Uint8Array[] = [secret]): string => {
  try {
    return verifySignature(message(values), secrets, NOW);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
};

describe('a webhook’s signature', () => {
  it('is that of Standard Webhooks’ own example', () => {
    const example = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      body: Buffer.from('{"test": 2432232314}'),
    };
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    expect(verifySignature(example, [key], new Date(1_614_265_330_000))).toBe(example.id);
  });

  it('holds with any of the signatures and any of the secrets, for a rotation', () => {
    const ours = signatureOf(secret, 'msg_1', NOW_S);
    const theirs = signatureOf(other, 'msg_1', NOW_S);
    expect(outcomeOf({ signature: `${theirs} ${ours} v1a,AAAA` })).toBe('msg_1');
    expect(outcomeOf({ signature: theirs }, [secret, other])).toBe('msg_1');
    expect(outcomeOf({ signature: theirs })).toBe('unauthenticated');
    expect(outcomeOf({ signature: `${`${theirs} `.repeat(8)}${ours}` })).toBe('unauthenticated');
  });

  it.each([
    ['another body', { body: Buffer.from('{"a":2}') }],
    ['another id', { id: 'msg_2' }],
    ['another time', { timestamp: String(NOW_S + 1) }],
    ['nothing signed', { signature: '' }],
    ['another algorithm', { signature: signatureOf(secret, 'msg_1', NOW_S).replace('v1,', 'v1a,') }],
    ['half a signature', { signature: signatureOf(secret, 'msg_1', NOW_S).slice(0, 20) }],
    ['no header', { signature: undefined }],
    ['an id that could be read in two ways', { id: 'a.1', signature: signatureOf(secret, 'a.1', NOW_S) }],
    ['a time that is no number', { timestamp: 'now', signature: signatureOf(secret, 'msg_1', 'now') }],
  ])('does not hold for %s', (_, values) => {
    expect(outcomeOf(values)).toBe('unauthenticated');
  });

  it('holds for 5 min either way', () => {
    const sentAt = (timestamp: number) =>
      outcomeOf({ timestamp: String(timestamp), signature: signatureOf(secret, 'msg_1', timestamp) });
    expect([-301, -300, 300, 301].map((seconds) => sentAt(NOW_S + seconds))).toEqual([
      'unauthenticated',
      'msg_1',
      'msg_1',
      'unauthenticated',
    ]);
  });

  it('never holds without a secret', () => {
    expect(outcomeOf({}, [])).toBe('unauthenticated');
  });
});

describe('a source’s secret', () => {
  const config = { webhookSecret: 'x'.repeat(32) };

  it('has 256 bits of its own, the same each time it is derived', () => {
    const salt = newSalt();
    const derived = intakeSecret(config, 'phones', salt);
    expect(derived).toHaveLength(32);
    expect(intakeSecret(config, 'phones', salt)).toEqual(derived);
    const others = [
      intakeSecret(config, 'watches', salt),
      intakeSecret(config, 'phones', newSalt()),
      intakeSecret({ webhookSecret: 'y'.repeat(32) }, 'phones', salt),
    ];
    expect(new Set([derived, ...others].map((bytes) => serialiseSecret(bytes))).size).toBe(4);
    expect(serialiseSecret(derived)).toMatch(/^whsec_[\w+/]{43}=$/);
  });

  it('cannot be had where the server has none', () => {
    expect(() => intakeSecret({ webhookSecret: null }, 'phones', newSalt())).toThrow('KANHU_WEBHOOK_SECRET');
  });
});
