import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Aedes } from 'aedes';
import type { ClientCertificatesConfig } from '../config.ts';
import type { Metrics } from '../metrics.ts';
import type { MicroBatch } from '../micro-batch/micro-batch.ts';
import type { Presence } from '../presence.ts';
import type { Refusals, RefusalReason } from '../refusals.ts';
import { maySubscribe } from './authorize.ts';
import type { CredentialsCheck } from './credentials.ts';
import { TAKEN, createIntake } from './intake.ts';
import type { Origin } from './listeners.ts';
import { PacketLengths } from './packet-lengths.ts';
import { ReadGate } from './read-gate.ts';
import { Connections, type Session } from './session.ts';
import { createSignIn } from './sign-in.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const DRAIN_TIMEOUT_MS = 20_000;
/** A device that went away is noticed after one and a half times its keep-alive. */
const MAX_KEEP_ALIVE_S = 1200;
/** Messages of one connection that may wait for their commit; more stay in its socket. */
const MAX_PENDING_PER_CONNECTION = 256;
/** For the last acknowledgements to leave before their connections are closed. */
const FLUSH_MS = 50;

export type EmbeddedBrokerOptions = {
  checkCredentials: CredentialsCheck;
  /** What is asked of devices besides their password; null: nothing. */
  clientCertificates: ClientCertificatesConfig | null;
  /** Readings can be stored: before that nobody is let in. */
  isReady: () => boolean;
  microBatch: MicroBatch;
  presence: Presence;
  refusals: Refusals;
  metrics: Metrics;
  now?: () => Date;
};

export type EmbeddedBroker = {
  handle(conn: Duplex, origin: Origin): void;
  sessions(): Session[];
  /** Ends the connection of a session at once. */
  drop(session: Session): void;
  /** Looks again whether paused connections may be read. */
  reconsider(): void;
  /** Takes nothing more from anybody; what was taken is still answered. */
  stopReading(): void;
  close(): Promise<void>;
};

/** aedes tells what went wrong in words; what only the network did is no refusal. */
const reasonOf = (error: Error & { errorCode?: number; code?: string }): RefusalReason | null => {
  if (error.errorCode === 1) return 'protocol-version';
  if (error.errorCode === 6 || error.message === 'keep alive timeout') return 'keep-alive';
  if (error.message === 'connect did not arrive in time') return 'connect-timeout';
  // Our own refusals carry a return code or are counted where they are made; sockets' errors carry a code.
  const isCounted = error.errorCode !== undefined || error.name === 'Refused' || error.code !== undefined;
  return isCounted || ['connection closed', 'drain timeout'].includes(error.message) ? null : 'protocol-error';
};

/**
 * The MQTT 3.1.1 endpoint. aedes sends PUBACK before it publishes, and the one step before that is `authorizePublish`:
 * the commit happens there.
 */
export const createEmbeddedBroker = async (options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> => {
  const {
    checkCredentials,
    clientCertificates,
    isReady,
    microBatch,
    presence,
    refusals,
    metrics,
    now = () => new Date(),
  } = options;
  const connections = new Connections();
  let isStopping = false;

  const broker = await Aedes.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    drainTimeout: DRAIN_TIMEOUT_MS,
    keepaliveLimit: MAX_KEEP_ALIVE_S,
    // Sign-in makes client ids longer than MQTT 3.1 allowed.
    maxClientsIdLength: 256,
    ...createSignIn({ connections, checkCredentials, clientCertificates, refusals, isReady }),
    ...createIntake({ connections, microBatch, presence, refusals, now }),
    authorizeSubscribe: (client, subscription, done) => {
      const session = connections.of(client)?.session;
      if (session && maySubscribe(session.topics, subscription.topic)) {
        done(null, subscription);
        return;
      }
      refusals.add('subscription', session?.deviceId);
      // Null is answered by SUBACK's failure code.
      done(null, null);
    },
  });

  // What was taken ends here. To match its topic and look for queues would cost a tenth of the whole way of a reading.
  const publish = broker.publish.bind(broker);
  broker.publish = (packet, ...rest) => {
    if (packet.payload === TAKEN) rest.at(-1)?.();
    else publish(packet, ...rest);
  };

  const onClientError = (_client: unknown, error: Error): void => {
    const reason = reasonOf(error);
    if (reason !== null) refusals.add(reason);
  };
  broker.on('clientError', onClientError);
  broker.on('connectionError', onClientError);

  const countOpen = (): void => {
    metrics.connections.set(connections.open.size);
    metrics.devices.set(connections.signedIn().length);
  };
  const counting = setInterval(countOpen, 1000);

  return {
    handle(conn, { request, certificate = null }) {
      const connection = connections.add(conn, certificate);
      const lengths = new PacketLengths();
      connection.gate = new ReadGate(conn, {
        mayRead: () => !isStopping && !microBatch.isFull && connection.pending < MAX_PENDING_PER_CONNECTION,
        admits: (chunk) => {
          const refusal = lengths.judge(chunk);
          if (refusal === null) return true;
          refusals.add(refusal, connection.session?.deviceId);
          conn.destroy();
          return false;
        },
      });
      broker.handle(conn, request);
    },
    sessions: () => connections.signedIn().map(({ session }) => session),
    drop(dropped) {
      for (const { conn, session } of connections.open) {
        if (session === dropped) conn.destroy();
      }
    },
    reconsider() {
      for (const { gate } of connections.open) gate?.reconsider();
    },
    stopReading() {
      isStopping = true;
    },
    async close() {
      isStopping = true;
      clearInterval(counting);
      for (const { conn } of connections.open) conn.end();
      await sleep(FLUSH_MS);
      await new Promise<void>((resolve) => {
        broker.close(() => resolve());
      });
      for (const { conn } of connections.open) conn.destroy();
    },
  };
};
