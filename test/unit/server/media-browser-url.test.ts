import { describe, expect, it } from 'vitest';
import { mediaUrlForBrowser } from '#server/services/media/browser-url.ts';

const unconfigured = { mediaUrl: null };

describe('where a browser finds a media node', () => {
  it.each([
    ['localhost:8080', 'http://localhost:8081'],
    ['192.0.2.7:8080', 'http://192.0.2.7:8081'],
    ['clinic.example', 'http://clinic.example:8081'],
    ['[::1]:8080', 'http://[::1]:8081'],
  ])('reached as %s, a node on this machine is at %s', (host, expected) => {
    expect(mediaUrlForBrowser(unconfigured, 'http://127.0.0.1:8081', host)).toBe(expected);
  });

  it('leaves a node that says where it is', () => {
    expect(mediaUrlForBrowser(unconfigured, 'https://media.example', 'clinic.example')).toBe('https://media.example');
  });

  it('lets the configuration decide', () => {
    const configured = { mediaUrl: new URL('https://proxy.example/') };
    expect(mediaUrlForBrowser(configured, 'http://127.0.0.1:8081', 'clinic.example')).toBe('https://proxy.example');
  });

  it('takes no host that is none', () => {
    expect(mediaUrlForBrowser(unconfigured, 'http://127.0.0.1:8081', 'a b;c')).toBe('http://127.0.0.1:8081');
  });
});
