import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Manifest } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config from '../../../vite.config.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What a patient's phone loads before their first page stands, in Chinese. */
const FIRST_LOAD = [
  'index.html',
  'pages/kh-sign-in-page.ts',
  'elements/kh-patient-shell.ts',
  'pages/kh-today-page.ts',
  'locales/generated/zh-CN.ts',
];
const BUDGET_BYTES = 150_000;

describe('a patient’s first load', () => {
  let folder: string;
  let manifest: Manifest;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kanhu-client-'));
    await build({
      ...config,
      configFile: false,
      root: join(ROOT, 'web-client'),
      logLevel: 'error',
      build: { ...config.build, outDir: folder, manifest: true },
    });
    manifest = JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest;
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The files of these modules and of everything they import at once. */
  const filesOf = (modules: readonly string[]): Set<string> => {
    const seen = new Set<string>();
    const visit = (key: string): void => {
      const chunk = manifest[key];
      if (chunk === undefined) throw new Error(`${key} is not in the build`);
      if (seen.has(chunk.file)) return;
      seen.add(chunk.file);
      chunk.imports?.forEach(visit);
    };
    modules.forEach(visit);
    return new Set([...seen].filter((file) => file.endsWith('.js')));
  };

  it('is at most 150 kB of gzipped JavaScript', async () => {
    const sizes = await Promise.all(
      [...filesOf(FIRST_LOAD)].map(async (file) => gzipSync(await readFile(join(folder, file))).byteLength),
    );
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it('leaves the service worker alone: one file at one address, which older browsers run as well', async () => {
    const worker = manifest['service-worker/service-worker.ts'];
    expect(worker).toMatchObject({ file: 'service-worker.js' });
    expect(worker?.imports ?? []).toEqual([]);
    const source = await readFile(join(folder, 'service-worker.js'), 'utf8');
    expect(source).not.toMatch(/\b(?:import|export)\b/);
    expect(source).toContain('notificationclick');
  });

  it('carries no validator, charts, media code or development files, also when a test builds it', async () => {
    const sources = await Promise.all([...filesOf(FIRST_LOAD)].map((file) => readFile(join(folder, file), 'utf8')));
    const all = sources.join('\n');
    expect(all).not.toContain('ZodError');
    expect(all).not.toContain('u-over');
    expect(all).not.toContain('routerRtpCapabilities');
    expect(all).not.toContain('Lit is in dev mode');
  });
});
