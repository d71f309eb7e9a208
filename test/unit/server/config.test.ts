import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '#contracts/environment.ts';
import { readServerConfig } from '#server/config.ts';

const required = { DATABASE_URL: 'postgres://kanhu:hunter2@db/kanhu', KANHU_AUTH_SECRET: 'x'.repeat(32) };

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
    ['a name that nothing reads', { ...required, KANHU_PROT: '80' }, 'KANHU_PROT'],
  ])('refuse %s by its name', (_, env, name) => {
    expect(problemsOf(env)).toEqual([name]);
  });

  it('never show a value in what they complain about', () => {
    expect(() => readServerConfig({ ...required, DATABASE_URL: 'mysql://kanhu:hunter2@db' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }),
    );
  });
});
