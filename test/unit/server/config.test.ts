import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '#contracts/environment.ts';
import { readServerConfig } from '#server/config.ts';

const required = { DATABASE_URL: 'postgres://kanhu:hunter2@db/kanhu', KANHU_AUTH_SECRET: 'x'.repeat(32) };
/** The private key of RFC 8291's example. */
const vapid = 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94';
const pushing = { ...required, KANHU_VAPID_PRIVATE_KEY: vapid };
const mailing = { ...required, KANHU_MAIL_URL: 'smtp://mail', KANHU_MAIL_FROM: 'a@b.example' };

const problemsOf = (env: Record<string, string>) => {
  try {
    readServerConfig(env);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems.map(({ name }) => name);
    throw error;
  }
  return [];
};

describe('the server’s settings', () => {
  it('need a database and a secret, and are closed to everyone else by default', () => {
    expect(problemsOf({})).toEqual(['DATABASE_URL', 'KANHU_AUTH_SECRET']);
    expect(readServerConfig(required)).toMatchObject({
      bindAddress: '127.0.0.1',
      port: 8080,
      tls: null,
      trustedProxies: [],
    });
  });

  it.each([
    ['a short secret', { ...required, KANHU_AUTH_SECRET: 'short' }, 'KANHU_AUTH_SECRET'],
    ['a short webhook secret', { ...required, KANHU_WEBHOOK_SECRET: 'short' }, 'KANHU_WEBHOOK_SECRET'],
    ['a certificate without its key', { ...required, KANHU_TLS_CERT: 'cert.pem' }, 'KANHU_TLS_KEY'],
    ['a key without its certificate', { ...required, KANHU_TLS_KEY: 'key.pem' }, 'KANHU_TLS_CERT'],
    ['a proxy that is no address', { ...required, KANHU_TRUSTED_PROXIES: 'nginx' }, 'KANHU_TRUSTED_PROXIES'],
    ['a public URL without http', { ...required, KANHU_PUBLIC_URL: 'clinic.example' }, 'KANHU_PUBLIC_URL'],
    ['a VAPID key without its subject', { ...required, KANHU_VAPID_PRIVATE_KEY: vapid }, 'KANHU_VAPID_SUBJECT'],
    ['a VAPID key that is none', { ...required, KANHU_VAPID_PRIVATE_KEY: 'AAAA' }, 'KANHU_VAPID_PRIVATE_KEY'],
    ['a VAPID key of zeros', { ...required, KANHU_VAPID_PRIVATE_KEY: 'A'.repeat(43) }, 'KANHU_VAPID_PRIVATE_KEY'],
    ['a VAPID subject nobody can write to', { ...pushing, KANHU_VAPID_SUBJECT: 'clinic' }, 'KANHU_VAPID_SUBJECT'],
    ['a mail server without a sender', { ...required, KANHU_MAIL_URL: 'smtp://mail' }, 'KANHU_MAIL_FROM'],
    ['a mail server that speaks HTTP', { ...mailing, KANHU_MAIL_URL: 'http://mail' }, 'KANHU_MAIL_URL'],
    ['a sender with two lines', { ...mailing, KANHU_MAIL_FROM: 'a@b.example\nBcc: c@d.example' }, 'KANHU_MAIL_FROM'],
    [
      'a gateway without its secret',
      { ...required, KANHU_MESSAGE_GATEWAY_URL: 'https://sms.example' },
      'KANHU_MESSAGE_GATEWAY_SECRET',
    ],
    [
      'a gateway’s secret that is short',
      { ...required, KANHU_MESSAGE_GATEWAY_SECRET: 'whsec_c2hvcnQ=' },
      'KANHU_MESSAGE_GATEWAY_SECRET',
    ],
    ['networks that are names', { ...required, KANHU_OUTBOUND_NETWORKS: 'intranet' }, 'KANHU_OUTBOUND_NETWORKS'],
    ['a name that nothing reads', { ...required, KANHU_PROT: '80' }, 'KANHU_PROT'],
  ])('refuse %s by its name', (_, env, name) => {
    expect(problemsOf(env)).toEqual([name]);
  });

  it('know the public part of a VAPID key by its private one', () => {
    const env = { ...required, KANHU_VAPID_PRIVATE_KEY: vapid, KANHU_VAPID_SUBJECT: 'mailto:clinic@example.org' };
    expect(readServerConfig(env).vapid).toEqual({
      privateKey: vapid,
      publicKey: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      subject: 'mailto:clinic@example.org',
    });
  });

  it('never show a value in what they complain about', () => {
    expect(() => readServerConfig({ ...required, DATABASE_URL: 'mysql://kanhu:hunter2@db' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }),
    );
  });
});
