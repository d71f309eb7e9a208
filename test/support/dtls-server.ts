import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeRtcPort } from './media-ports.ts';

/** OpenSSL's own DTLS server, which answers whoever says hello. */
export const startDtlsServer = async (): Promise<{ port: number; close: () => Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-dtls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=dtls',
  ];
  execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const port = await freeRtcPort();
  const server = spawn(
    'openssl',
    ['s_server', '-dtls1_2', '-accept', `127.0.0.1:${port}`, '-key', key, '-cert', cert],
    // It ends when its input does.
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const exited = once(server, 'exit');
  let said = '';
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes('ACCEPT')) break;
  }
  server.stdout.resume();
  return {
    port,
    close: async () => {
      server.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
};
