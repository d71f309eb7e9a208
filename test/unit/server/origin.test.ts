import { IncomingMessage, type IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { isSameOrigin } from '#server/auth/origin.ts';

type Options = { from?: string; isTls?: boolean };

const request = (headers: IncomingHttpHeaders, { from = '203.0.113.9', isTls = false }: Options = {}) => {
  const socket = isTls ? new TLSSocket(new Socket()) : new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: from });
  const message = new IncomingMessage(socket);
  Object.assign(message.headers, headers);
  return message;
};
const plain = { publicUrl: null, tls: null, trustedProxies: [] };
const host = 'clinic.example:8080';

describe('a request', () => {
  it('comes from our page when scheme, name and port are the same', () => {
    expect(isSameOrigin(plain, request({ host, origin: 'http://clinic.example:8080' }))).toBe(true);
    for (const origin of [
      'https://clinic.example:8080',
      'http://clinic.example',
      'http://clinic.example:8080.evil.example',
      'http://evil.example',
      'null',
      '',
    ]) {
      expect([origin, isSameOrigin(plain, request({ host, origin }))]).toEqual([origin, false]);
    }
  });

  it('is https when it came over TLS, or a trusted proxy says so', () => {
    const origin = 'https://clinic.example:8080';
    expect(isSameOrigin(plain, request({ host, origin }, { isTls: true }))).toBe(true);
    const proxied = { host, origin, 'x-forwarded-proto': 'https' };
    expect(isSameOrigin({ ...plain, trustedProxies: ['10.0.0.0/8'] }, request(proxied, { from: '10.0.0.1' }))).toBe(
      true,
    );
    expect(isSameOrigin({ ...plain, trustedProxies: ['10.0.0.0/8'] }, request(proxied))).toBe(false);
    expect(isSameOrigin(plain, request(proxied, { from: '10.0.0.1' }))).toBe(false);
  });

  it('may come from the public address, whatever the proxy calls us', () => {
    const config = { ...plain, publicUrl: new URL('https://clinic.example/') };
    expect(isSameOrigin(config, request({ host: 'server:8080', origin: 'https://clinic.example' }))).toBe(true);
    expect(isSameOrigin(config, request({ host: 'server:8080', origin: 'http://clinic.example' }))).toBe(false);
  });

  it('without Origin is no browser’s, unless the browser says where it comes from', () => {
    expect(isSameOrigin(plain, request({ host }))).toBe(true);
    expect(isSameOrigin(plain, request({ host, 'sec-fetch-site': 'same-origin' }))).toBe(true);
    expect(isSameOrigin(plain, request({ host, 'sec-fetch-site': 'same-site' }))).toBe(false);
    expect(isSameOrigin(plain, request({ host, 'sec-fetch-site': 'cross-site' }))).toBe(false);
  });
});
