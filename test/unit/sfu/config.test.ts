import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '#contracts/environment.ts';
import { readConfig } from '#sfu/config.ts';

const required = { KANHU_JOIN_TOKEN_PUBLIC_KEY: 'public', KANHU_MEDIA_NODE_PRIVATE_KEY: 'private' };

const problemsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems.map(({ name }) => name);
    throw error;
  }
  return [];
};

describe('the media node’s settings', () => {
  it('suit a clinic on one machine with nothing but the keys', () => {
    const config = readConfig(required);
    expect(config).toMatchObject({
      bindAddress: '127.0.0.1',
      port: 8081,
      tls: null,
      rtc: { listenAddress: '0.0.0.0', announcedAddress: '127.0.0.1', firstPort: 40_000 },
      mediaUrl: 'http://127.0.0.1:8081',
      controlUrl: 'http://127.0.0.1:8081',
      serverUrl: 'http://127.0.0.1:8080',
      allowedOrigin: null,
    });
    expect(config.workers).toBeGreaterThanOrEqual(1);
    expect(config.workers).toBeLessThanOrEqual(2);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('follow the address and the certificate of a clinic on a network', () => {
    const config = readConfig({
      ...required,
      KANHU_BIND_ADDRESS: '0.0.0.0',
      KANHU_ANNOUNCED_ADDRESS: '192.0.2.7',
      KANHU_PUBLIC_URL: 'https://clinic.example/',
      KANHU_TLS_CERT: '/etc/kanhu/cert.pem',
      KANHU_TLS_KEY: '/etc/kanhu/key.pem',
    });
    expect(config.mediaUrl).toBe('https://192.0.2.7:8081');
    expect(config.allowedOrigin).toBe('https://clinic.example');
    expect(config.tls).toEqual({ certFile: '/etc/kanhu/cert.pem', keyFile: '/etc/kanhu/key.pem' });
  });

  it.each([
    [{}, ['KANHU_JOIN_TOKEN_PUBLIC_KEY', 'KANHU_MEDIA_NODE_PRIVATE_KEY']],
    [{ ...required, KANHU_MEDIA_WORKERS: '0' }, ['KANHU_MEDIA_WORKERS']],
    [{ ...required, KANHU_MEDIA_RTC_PORT: '65535', KANHU_MEDIA_WORKERS: '2' }, ['KANHU_MEDIA_RTC_PORT']],
    [{ ...required, KANHU_MEDIA_PORT: '80810' }, ['KANHU_MEDIA_PORT']],
    [{ ...required, KANHU_TLS_CERT: '/cert.pem' }, ['KANHU_TLS_KEY']],
    [{ ...required, KANHU_MEDIA_NODE_ID: 'a node' }, ['KANHU_MEDIA_NODE_ID']],
    [{ ...required, KANHU_MEDIA_WORKER: '2' }, ['KANHU_MEDIA_WORKER']],
  ])('name what is wrong: %j', (env: Record<string, string>, names) => {
    expect(problemsOf(env)).toEqual(names);
  });
});
