import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { archiveName, fetchPrebuiltWorker } from '#tools/bootstrap/prebuilt-worker.mjs';

let folder: string;
let project: Server;
let asked: string[];
let archive: Buffer;
const name = archiveName('9.9.9');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kanhu-prebuilt-'));
  mkdirSync(join(folder, 'published'));
  writeFileSync(join(folder, 'published', 'mediasoup-worker'), '#!/bin/sh\nexit 41\n');
  execFileSync('tar', ['-czf', join(folder, 'worker.tgz'), '-C', join(folder, 'published'), 'mediasoup-worker']);
  archive = readFileSync(join(folder, 'worker.tgz'));
  asked = [];
  project = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(archive);
  }).listen(0, '127.0.0.1');
  await once(project, 'listening');
  const address = project.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const manifest = { version: '9.9.9', repository: { url: `git+http://127.0.0.1:${port}/mediasoup.git` } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
});
afterEach(async () => {
  project.close();
  await once(project, 'close');
  rmSync(folder, { recursive: true });
});

const target = () => join(folder, 'mediasoup-worker');
const sha256 = () => createHash('sha256').update(archive).digest('hex');

it('unpacks the published worker whose digest is pinned', async () => {
  expect(await fetchPrebuiltWorker(folder, target(), { [name]: sha256() })).toBe(true);
  expect(asked).toEqual([`/mediasoup/releases/download/9.9.9/${name}`]);
  expect(statSync(target()).mode & 0o111).toBe(0o111);
});

it('does not use another worker than the pinned one', async () => {
  const pinned = { [name]: sha256() };
  archive = Buffer.concat([archive, Buffer.from('more')]);
  expect(await fetchPrebuiltWorker(folder, target(), pinned)).toBe(false);
  expect(existsSync(target())).toBe(false);
});

it('downloads nothing without a pinned digest', async () => {
  expect(await fetchPrebuiltWorker(folder, target(), {})).toBe(false);
  expect(asked).toEqual([]);
});

it('goes on without when the project cannot be reached', async () => {
  project.close();
  await once(project, 'close');
  expect(await fetchPrebuiltWorker(folder, target(), { [name]: sha256() })).toBe(false);
  project.listen(0);
  await once(project, 'listening');
});
