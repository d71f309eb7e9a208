import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SignallingPeer } from '#test/support/media-client.ts';
import { prepareMediaNode } from '#test/support/media-node.ts';
import { MediaProcess } from '#test/support/media-process.ts';

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`);

describe('the media node as a process', () => {
  let prepared: Awaited<ReturnType<typeof prepareMediaNode>>;
  let started: MediaProcess[];

  const start = (overrides: Record<string, string> = {}): MediaProcess => {
    const media = new MediaProcess({ ...prepared.environment, ...overrides });
    started.push(media);
    return media;
  };

  beforeEach(async () => {
    prepared = await prepareMediaNode();
    started = [];
  });
  afterEach(async () => {
    for (const { child } of started) child.kill('SIGKILL');
    await Promise.all(started.map((media) => media.ended()));
    await prepared.server.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('on %s tells the peers and the server, and ends cleanly', async (signal) => {
    const media = start();
    await media.ready();
    const peer = await SignallingPeer.join(await prepared.remote.grant(await prepared.remote.openRoom()));
    media.child.kill(signal);
    expect(await media.ended()).toBe(0);
    expect(peer.payloads('room:closed')).toEqual([{ reason: 'node-draining' }]);
    expect(prepared.server.events.map(({ type }) => type)).toEqual(['peer:joined', 'peer:left', 'room:closed']);
    expect(prepared.server.events.at(-1)).toMatchObject({ reason: 'node-draining' });
  });

  it('ends when whoever started it is gone, and its worker ends with it whatever happens', async () => {
    const media = start();
    await media.ready();
    media.child.disconnect();
    expect(await media.ended()).toBe(0);

    const killed = start();
    await killed.ready();
    const { pid = 0 } = killed.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    const workers = children.trim().split(' ').map(Number);
    expect(workers).toHaveLength(1);
    killed.child.kill('SIGKILL');
    await killed.ended();
    await expect.poll(() => workers.some(isRunning), { timeout: 5_000 }).toBe(false);
    // The ports are free again at once.
    await start().ready();
  });

  it('speaks TLS when it has a certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kanhu-media-'));
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
    execFileSync('openssl', [...kind, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const media = start({ KANHU_TLS_CERT: cert, KANHU_TLS_KEY: key });
    await media.ready();
    const url = prepared.remote.url.replace('http:', 'https:');
    const status = await new Promise((resolve, reject) => {
      get(`${url}/healthz`, { ca: readFileSync(cert) }, (answer) => resolve(answer.resume().statusCode)).on(
        'error',
        reject,
      );
    });
    expect(status).toBe(200);
    rmSync(folder, { recursive: true });
  });

  it('says which setting is wrong, never its value', async () => {
    const media = start({ KANHU_JOIN_TOKEN_PUBLIC_KEY: 'not-a-key-at-all', KANHU_MEDIA_WORKRES: '2' });
    expect(await media.ended()).toBe(78);
    expect(media.output).toContain('KANHU_MEDIA_WORKRES');
    const second = start({ KANHU_JOIN_TOKEN_PUBLIC_KEY: 'not-a-key-at-all' });
    expect(await second.ended()).toBe(78);
    expect(second.output).toContain('KANHU_JOIN_TOKEN_PUBLIC_KEY: must be an Ed25519 key in PEM');
    expect(media.output + second.output).not.toContain('not-a-key-at-all');
  });

  it('says which port is taken', async () => {
    const { KANHU_MEDIA_PORT, KANHU_MEDIA_RTC_PORT } = prepared.environment;
    const http = createServer().listen(Number(KANHU_MEDIA_PORT), '127.0.0.1');
    const first = start();
    expect(await first.ended()).toBe(78);
    expect(first.output).toContain(`KANHU_MEDIA_PORT: port ${KANHU_MEDIA_PORT} on 127.0.0.1 is taken`);
    http.close();

    const udp = createSocket('udp4').bind(Number(KANHU_MEDIA_RTC_PORT), '0.0.0.0');
    const second = start();
    expect(await second.ended()).toBe(78);
    expect(second.output).toContain(`KANHU_MEDIA_RTC_PORT: port ${KANHU_MEDIA_RTC_PORT}`);
    udp.close();
  });

  it.each([
    ['KANHU_MEDIASOUP_WORKER', '/nowhere/mediasoup-worker', 'node tools/bootstrap.mjs start'],
    ['KANHU_TLS_CERT', '/nowhere/cert.pem', 'ENOENT'],
  ])('says what to do about %s', async (name, path, expected) => {
    const media = start({ [name]: path, ...(name === 'KANHU_TLS_CERT' ? { KANHU_TLS_KEY: path } : {}) });
    expect(await media.ended()).toBe(78);
    expect(media.output).toContain(`${name}: `);
    expect(media.output).toContain(expected);
  });
});
