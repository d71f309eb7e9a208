import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '#test/support/eventually.ts';
import { testDatabase, type TestDatabase } from '#test/support/postgres.ts';
import { spawnServer } from '#test/support/server-process.ts';
import { startTcpProxy } from '#test/support/tcp-proxy.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const stateOf = async (port: number, path = '/healthz') =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie: 'kanhu.session_token=none' } })).status;

describe('the server’s process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says when it is ready, and ends by itself on %s', async (signal) => {
    const server = spawnServer({ DATABASE_URL: database.url });
    const port = await server.ready;
    expect(await stateOf(port)).toBe(200);
    const askedAt = Date.now();
    server.kill(signal);
    expect(await server.exited).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(5_000);
  });

  it('ends when its supervisor is gone', async () => {
    const server = spawnServer({ DATABASE_URL: database.url });
    await server.ready;
    server.abandon();
    expect(await server.exited).toBe(0);
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = spawnServer({ DATABASE_URL: database.url, KANHU_PORT: String(port) });
    expect(await server.exited).toBe(1);
    expect(server.output()).toContain(`port ${port} (KANHU_PORT) is taken on 127.0.0.1`);
    other.close();
  });

  it('names wrong settings and shows no value', async () => {
    const server = spawnServer({
      DATABASE_URL: 'postgres://kanhu:hunter2@db/kanhu',
      KANHU_AUTH_SECRET: 'tooshort',
      KANHU_PROT: '1',
    });
    expect(await server.exited).toBe(78);
    expect(server.output()).toMatch(/KANHU_AUTH_SECRET: .*32 characters/);
    expect(server.output()).toMatch(/KANHU_PROT: /);
    expect(server.output()).not.toMatch(/hunter2|tooshort/);
  });
});

describe('a database that is away', () => {
  it('is waited for at the start, and again later, without a restart', async () => {
    const target = new URL(database.url);
    const proxy = await startTcpProxy({ host: target.hostname, port: Number(target.port) });
    const url = new URL(database.url);
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    await proxy.cut();
    const server = spawnServer({ DATABASE_URL: url.href });
    await eventually('the server says what it waits for', () => server.output().includes('waiting for the database'));
    await proxy.restore();
    const port = await server.ready;
    expect(await stateOf(port, '/api/me')).toBe(401);

    await proxy.cut();
    const signIn = () =>
      fetch(`http://127.0.0.1:${port}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'nobody@example.org', password: 'whatever' }),
      });
    const refused = await signIn();
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({
      error: { code: 'unavailable', message: 'the service is not available just now; try again soon' },
    });
    expect(await stateOf(port)).toBe(200);
    expect(await stateOf(port, '/readyz')).toBe(503);

    await proxy.restore();
    await eventually('the server answers again', async () => (await signIn()).status === 401);
    expect(server.output()).not.toContain('nobody@example.org');
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    await proxy.close();
  });
});

describe('MQTT over WebSocket on the server’s own port', () => {
  it('is passed on as it came, with the caller’s address; every other socket is refused', async () => {
    const heads: string[] = [];
    const upstream = createTcpServer((socket: Socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (chunk) => {
        heads.push(chunk.toString());
        socket.end('HTTP/1.1 418 Heard\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const server = spawnServer({
      DATABASE_URL: database.url,
      KANHU_MQTT_WS_PORT: String((upstream.address() as AddressInfo).port),
    });
    const port = await server.ready;
    const answerTo = async (path: string): Promise<string> => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, 'mqtt', {
        headers: { 'x-forwarded-for': '1.2.3.4' },
      });
      const [error] = (await once(socket, 'error')) as [Error];
      return error.message;
    };
    expect(await answerTo('/mqtt')).toContain('418');
    expect(heads[0]).toMatch(/^GET \/mqtt HTTP\/1\.1\r\n/);
    expect(heads[0]).toMatch(/Sec-WebSocket-Protocol: mqtt/i);
    expect(heads[0]).toContain('X-Forwarded-For: 127.0.0.1\r\n');
    expect(heads[0]).not.toContain('1.2.3.4');
    expect(await answerTo('/mqtt/other')).toContain('404');
    expect(await answerTo('/')).toContain('404');
    upstream.close();
    await once(upstream, 'close');
    expect(await answerTo('/mqtt')).toContain('502');
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });
});

describe('with a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-tls-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  beforeAll(() => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const what = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
    execFileSync('openssl', [...what, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('speaks TLS only, and says so to browsers', async () => {
    const server = spawnServer({ DATABASE_URL: database.url, KANHU_TLS_CERT: cert, KANHU_TLS_KEY: key });
    const port = await server.ready;
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const options = { ca: readFileSync(cert), port, host: '127.0.0.1', servername: 'localhost', path: '/healthz' };
      request(options, (answer) => {
        answer.resume();
        resolve(answer.headers);
      })
        .on('error', reject)
        .end();
    });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(String(headers['content-security-policy'])).toContain('wss://127.0.0.1:8081');
    await expect(stateOf(port)).rejects.toThrow();
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });
});
