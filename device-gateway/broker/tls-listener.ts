import { constants } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer, type Server, type TlsOptions, type TLSSocket } from 'node:tls';
import { EnvironmentError } from '#contracts/environment.ts';
import type { TlsConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Refusals } from '../refusals.ts';
import { judgeClient, type DeviceCertificate } from './client-certificate.ts';
import { readTlsFiles, revocationLists, tlsPaths, type TlsFiles } from './tls-files.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Whoever lost access is out within a second, also when it was a certificate that was revoked, or ended. */
const LOOK_EVERY_MS = 500;

export type TlsListenerOptions = {
  config: TlsConfig;
  log: Logger;
  refusals: Refusals;
  /** Is there a place for this connection? Else it is ended. */
  admit: (socket: Socket) => boolean;
  onConnection: (socket: TLSSocket, certificate: DeviceCertificate | null) => void;
};

export type TlsListener = {
  readonly server: Server;
  /** Takes no more connections; those that are open stay. */
  stop(): void;
};

const contextOf = ({ cert, key, clientCa, clientCrl }: TlsFiles): TlsOptions => ({
  cert,
  key,
  minVersion: 'TLSv1.2',
  ...(clientCa === null
    ? {}
    : {
        ca: clientCa,
        // Without tickets nobody resumes a session whose certificate was judged by an older list, or in its time.
        secureOptions: constants.SSL_OP_NO_TICKET,
      }),
  ...(clientCrl === null ? {} : { crl: revocationLists(clientCrl) }),
});

/**
 * MQTT over TLS, with certificates of devices where an authority for them is configured. Its files are read again when
 * they change. With another authority or another list of revoked certificates every open connection is ended: OpenSSL
 * judges in the handshake, and those that are still good come back.
 */
export const createTlsListener = async (options: TlsListenerOptions): Promise<TlsListener> => {
  const { config, log, refusals, admit, onConnection } = options;
  let files = await readTlsFiles(config);
  const sockets = new Set<Socket>();
  const certified = new Map<TLSSocket, DeviceCertificate>();

  const server = createServer({
    ...contextOf(files),
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    // Node would end what it does not trust without a word; here it is counted and named.
    ...(config.clients === null ? {} : { requestCert: true, rejectUnauthorized: false }),
  });
  server.on('connection', (socket: Socket) => {
    if (!admit(socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket) => {
    if (config.clients === null) {
      onConnection(socket, null);
      return;
    }
    const judgement = judgeClient(socket, config.clients);
    if (!judgement.ok) {
      refusals.add(judgement.reason, judgement.deviceId, judgement.finding);
      socket.destroy();
      return;
    }
    const { certificate } = judgement;
    if (certificate !== null) {
      certified.set(socket, certificate);
      socket.once('close', () => certified.delete(socket));
    }
    onConnection(socket, certificate);
  });

  const ending = setInterval(() => {
    const now = new Date();
    for (const [socket, { validTo, deviceId }] of certified) {
      if (validTo > now) continue;
      refusals.add('certificate-expired', deviceId ?? undefined);
      socket.destroy();
    }
  }, LOOK_EVERY_MS);

  const readAgain = async (): Promise<void> => {
    const next = await readTlsFiles(config);
    const names = (Object.keys(next) as (keyof TlsFiles)[]).filter((name) => next[name] !== files[name]);
    if (names.length === 0) return;
    server.setSecureContext(contextOf(next));
    files = next;
    log.info({ names }, 'TLS files were read again');
    if (!names.includes('clientCa') && !names.includes('clientCrl')) return;
    for (const socket of sockets) socket.destroy();
  };
  // One after the other: two files that are replaced together change twice.
  let reading = Promise.resolve();
  const onChange = (): void => {
    reading = reading.then(readAgain).catch((error: unknown) => {
      const reason = error instanceof EnvironmentError ? error.message : 'they cannot be used';
      log.error({ reason }, 'TLS files changed and are not used: those from before stay in use');
    });
  };
  const watched = Object.values(tlsPaths(config)).filter((path) => path !== null);
  for (const path of watched) watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, onChange);

  return {
    server,
    stop() {
      for (const path of watched) unwatchFile(path, onChange);
      clearInterval(ending);
      server.close();
    },
  };
};
