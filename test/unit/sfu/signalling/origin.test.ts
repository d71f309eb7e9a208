import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isAllowedOrigin } from '#sfu/signalling/origin.ts';

const request = (headers: Record<string, string>): IncomingMessage =>
  Object.assign(new IncomingMessage(new Socket()), { headers });

describe('which page may connect to the media node', () => {
  it.each([
    ['https://clinic.example', true],
    ['https://clinic.example:8443', false],
    ['http://clinic.example', false],
    ['https://clinic.example.evil.example', false],
    ['null', false],
  ])('of a clinic with an address of its own: %s is %s', (origin, allowed) => {
    expect(isAllowedOrigin('https://clinic.example', request({ origin, host: 'media.example:8081' }))).toBe(allowed);
  });

  it.each([
    ['http://localhost:8080', 'localhost:8081', true],
    ['https://192.0.2.7', '192.0.2.7:8081', true],
    ['http://[::1]:8080', '[::1]:8081', true],
    ['http://elsewhere.example', 'localhost:8081', false],
    ['null', 'localhost:8081', false],
    ['not a url', 'not a url', false],
  ])('without one, from the same host name: %s at %s is %s', (origin, host, allowed) => {
    expect(isAllowedOrigin(null, request({ origin, host }))).toBe(allowed);
  });

  it('never one that does not say where it comes from', () => {
    expect(isAllowedOrigin(null, request({ host: 'localhost:8081' }))).toBe(false);
    expect(isAllowedOrigin('https://clinic.example', request({ host: 'clinic.example' }))).toBe(false);
  });
});
