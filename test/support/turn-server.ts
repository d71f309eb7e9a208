import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeRtcPort } from './media-ports.ts';

const START = fileURLToPath(new URL('../../deploy/coturn/start.sh', import.meta.url));
const RELAY_PORTS = { first: 45_000, last: 45_999 };

/** This machine's own addresses: `outside` is one that a relay may lead to, since loopback never is. */
const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
export const outsideAddress = addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
export const hasIpv6 = addresses.some(({ address }) => address === '::1');

/** A user's PATH on Debian leaves sbin out, where servers are. */
const environmentOf = (given: Record<string, string>): NodeJS.ProcessEnv => ({
  PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`,
  ...given,
});

/** What the script says, and its exit code, where it is given something that it refuses. */
export const runStartScript = ({ secret, mediaAddress }: { secret: string | null; mediaAddress: string }) => {
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-coturn-'));
  const secretFile = join(folder, 'secret');
  if (secret !== null) writeFileSync(secretFile, secret);
  // Where it refuses nothing it ends all the same: `--help` is all that coturn would say.
  const { status, stderr } = spawnSync('sh', [START, '--help'], {
    env: environmentOf({
      TMPDIR: folder,
      KANHU_TURN_SECRET_FILE: secretFile,
      KANHU_ANNOUNCED_ADDRESS: mediaAddress,
    }),
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return { code: status, said: stderr };
};

export type TurnServerOptions = {
  /** Addresses of media nodes, the first of them as `KANHU_ANNOUNCED_ADDRESS`. */
  mediaAddresses: readonly [string, ...string[]];
  tls?: { cert: string; key: string };
};

export type TurnServer = {
  secret: string;
  /** Where clients find it, on 127.0.0.1. */
  port: number;
  tlsPort: number;
  /** Did packets to the media node come from here? */
  isRelayPort: (port: number | undefined) => boolean;
  /** All that it printed so far. */
  output: () => string;
  close: () => Promise<void>;
};

/** Debian's coturn as docker-compose.yml starts it, on ports of its own. */
export const startTurnServer = async ({ mediaAddresses, tls }: TurnServerOptions): Promise<TurnServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-coturn-'));
  const secret = randomBytes(32).toString('base64');
  writeFileSync(join(folder, 'secret'), `${secret}\n`, { mode: 0o600 });
  if (tls) for (const name of ['cert', 'key'] as const) writeFileSync(join(folder, `${name}.pem`), tls[name]);
  const [announced, ...others] = mediaAddresses;
  const port = await freeRtcPort();
  const tlsPort = port + 1;
  // A media node answers from the address that it was reached under only where both are of one network.
  const relay = [outsideAddress ?? '127.0.0.1', ...(hasIpv6 ? ['::1'] : [])].map((address) => `--relay-ip=${address}`);
  const ports = [`--listening-port=${port}`, `--tls-listening-port=${tlsPort}`];
  const range = [`--min-port=${RELAY_PORTS.first}`, `--max-port=${RELAY_PORTS.last}`];
  const own = [`--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'users')}`];
  const server = spawn('sh', [START, '--listening-ip=127.0.0.1', ...relay, ...ports, ...range, ...own], {
    env: environmentOf({
      TMPDIR: folder,
      KANHU_TURN_SECRET_FILE: join(folder, 'secret'),
      KANHU_ANNOUNCED_ADDRESS: announced,
      TURN_PEER_ADDRESSES: others.join(','),
      TURN_TLS_FOLDER: folder,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
    secret,
    port,
    tlsPort,
    isRelayPort: (candidate = 0) => candidate >= RELAY_PORTS.first && candidate <= RELAY_PORTS.last,
    output: () => output,
    close: async () => {
      server.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
