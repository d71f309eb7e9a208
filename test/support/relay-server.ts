import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeRtcPort } from './media-ports.ts';

/** What the server needs to know of it, as in its environment, and how to end it. */
export type RelayServer = { environment: Record<string, string>; close: () => Promise<void> };

/** Debian's coturn on this machine, reached over TCP, which leads to a media node on this machine over UDP. */
export const startRelayServer = async (): Promise<RelayServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-relay-'));
  const secret = randomBytes(32).toString('base64url');
  const port = await freeRtcPort();
  const server = spawn(
    'turnserver',
    [
      ...[
        '-n',
        '--listening-ip=127.0.0.1',
        '--relay-ip=127.0.0.1',
        `--listening-port=${port}`,
        '--allow-loopback-peers',
      ],
      ...['--use-auth-secret', `--static-auth-secret=${secret}`, '--realm=kanhu', '--no-cli', '--no-tls', '--no-dtls'],
      ...['--min-port=46000', '--max-port=46999', '--log-file=stdout'],
      ...[`--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'users')}`],
    ],
    { env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(server, 'exit');
  let output = '';
  const isUp = new Promise<boolean>((resolve) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        // The last thing that it starts; its listeners are there by then.
        if (output.includes('IO method (admin thread)')) resolve(true);
      });
    }
    void exited.then(() => resolve(false));
  });
  if (!(await isUp)) throw new Error(`coturn does not start:\n${output}`);
  return {
    environment: { KANHU_TURN_SECRET: secret, KANHU_TURN_URLS: `turn:127.0.0.1:${port}?transport=tcp` },
    close: async () => {
      server.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
