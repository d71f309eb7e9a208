import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPost } from '#server/notifications/outbound/post.ts';

let server: Server;
let port: number;
const heard: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    heard.push(request.url ?? '');
    if (request.url === '/elsewhere') response.writeHead(302, { location: '/secret' }).end();
    else if (request.url === '/endless') response.writeHead(200).end('x'.repeat(1_000_000));
    else response.writeHead(200).end('here');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const message = { headers: { 'content-type': 'text/plain' }, body: Buffer.from('hello') };
const at = (host: string, path = '/') => new URL(`http://${host}:${port}${path}`);
const forbidden = { code: 'EADDRESSFORBIDDEN' };

describe('a request to an address that somebody else chose', () => {
  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])(
    'does not go to this machine by the name %s, and nothing is heard there',
    async (host) => {
      heard.length = 0;
      await expect(createPost([])(at(host), message)).rejects.toMatchObject(forbidden);
      await expect(createPost(['10.0.0.0/8'])(at(host), message)).rejects.toMatchObject(forbidden);
      expect(heard).toEqual([]);
    },
  );

  it('goes there where the network is the clinic’s own, with its name looked up or not', async () => {
    const post = createPost(['loopback']);
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await post(at(host), message)).toMatchObject({ status: 200, body: 'here' });
    }
  });

  it('never goes without TLS to a network that is not the clinic’s', async () => {
    await expect(createPost(['loopback'])(new URL('http://8.8.8.8/'), message)).rejects.toMatchObject(forbidden);
  });

  it('follows no redirection', async () => {
    heard.length = 0;
    expect(await createPost(['loopback'])(at('127.0.0.1', '/elsewhere'), message)).toMatchObject({ status: 302 });
    expect(heard).toEqual(['/elsewhere']);
  });

  it('reads no more of an answer than it needs', async () => {
    const { body } = await createPost(['loopback'])(at('127.0.0.1', '/endless'), message);
    expect(body.length).toBeLessThanOrEqual(16 * 1024 + 65_536);
  });
});
