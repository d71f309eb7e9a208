import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

/** The Dockerfile's instructions, continuation lines joined. */
const instructions = read('Dockerfile')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line));
const runs = instructions.filter((line) => line.startsWith('RUN ')).map((line) => line.slice('RUN '.length));

describe('the Dockerfile does what bootstrap does', () => {
  it('installs the packages that the media worker is built with, from the same list', () => {
    expect(read('tools/bootstrap/media-worker.mjs')).toContain("'debian-packages.txt'");
    expect(instructions).toContain('COPY tools/mediasoup-worker/debian-packages.txt /tmp/');
    expect(runs).toContain('xargs apt-get install -y --no-install-recommends < /tmp/debian-packages.txt');
  });

  it('installs dependencies with the same arguments', () => {
    const match = /npm\(root, \[(?<args>'ci'[^\]]*)\]\)/.exec(read('tools/bootstrap/dependencies.mjs'));
    const args = (match?.groups?.args ?? '').replaceAll(/[',]/g, '');
    expect(args).toMatch(/^ci /);
    expect(runs).toContain(`npm ${args}`);
  });

  it('builds the media worker by the same recipe', () => {
    expect(read('tools/bootstrap/media-worker.mjs')).toContain(
      "run('bash', [join(recipe, 'build.sh'), mediasoup, target]",
    );
    expect(runs).toContain('bash tools/mediasoup-worker/build.sh node_modules/mediasoup /opt/kanhu/mediasoup-worker');
  });

  it('builds the web client with the same command', () => {
    const match = /run\('vite', \[(?<args>[^\]]*)\]\)/.exec(read('tools/start/build-client.ts'));
    const args = (match?.groups?.args ?? '').replaceAll(/[',]/g, '');
    expect(args).toMatch(/^build/);
    expect(runs).toContain(`node_modules/.bin/vite ${args}`);
  });

  it('starts the processes that package.json starts', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const compose = read('docker-compose.yml');
    for (const name of ['start:server', 'start:gateway', 'start:sfu']) {
      const words = (scripts[name] ?? '').split(' ').map((word) => `'${word}'`);
      expect(compose).toContain(`command: [${words.join(', ')}]`);
    }
  });
});
