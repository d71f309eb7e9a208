import type { Sql } from 'postgres';
import { createAddressLimit } from './broker/address-limit.ts';
import { createCredentialsCheck } from './broker/credentials.ts';
import { createEmbeddedBroker } from './broker/embedded-broker.ts';
import { openListeners } from './broker/listeners.ts';
import { startRevocationSweep } from './broker/revocation.ts';
import type { EndpointConfig, GatewayConfig, UpstreamConfig } from './config.ts';
import type { Beat } from './heartbeat.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { MicroBatch } from './micro-batch/micro-batch.ts';
import { createPresence } from './presence.ts';
import type { Refusals } from './refusals.ts';
import { createLeases } from './upstream/leases.ts';
import { startUpstream, type Upstream } from './upstream/upstream.ts';

export type TransportDeps = {
  sql: Sql;
  log: Logger;
  metrics: Metrics;
  refusals: Refusals;
  microBatch: MicroBatch;
  /** Readings can be stored: before that nobody is let in. */
  isReady: () => boolean;
  onFatal: (error: Error) => void;
  /** This gateway's sessions at the external broker are ended, as it was told to. */
  onLeft: () => void;
};

/** Where readings come from: the own MQTT endpoint, or an external broker. */
export type Transport = {
  readonly ports: Readonly<{ mqtt?: number; webSocket?: number; mqtts?: number }>;
  /** The database is there. */
  start(): void;
  health(): Pick<Beat, 'state' | 'detail' | 'facts'>;
  /** Reading may go on after it had to pause. */
  reconsider(): void;
  /** Takes nothing more from anybody; what was taken is still answered. */
  stopReading(): void;
  stop(): Promise<void>;
};

const openEndpoint = async (config: EndpointConfig, deps: TransportDeps): Promise<Transport> => {
  const { sql, log, metrics, refusals, microBatch, isReady } = deps;
  const presence = createPresence({
    sql,
    log,
    connectedDevices: () => broker.sessions().map(({ deviceId }) => deviceId),
  });
  const broker = await createEmbeddedBroker({
    checkCredentials: createCredentialsCheck(sql),
    clientCertificates: config.tls?.clients ?? null,
    isReady,
    microBatch,
    presence,
    refusals,
    metrics,
  });
  const limit = createAddressLimit(config.maxConnectionsPerAddress);
  const listeners = await openListeners({
    config,
    log,
    refusals,
    enter: (address) => {
      const leave = limit.enter(address);
      if (leave === null) refusals.add('too-many-connections');
      return leave;
    },
    onConnection: (conn, origin) => broker.handle(conn, origin),
  }).catch(async (error: unknown) => {
    await broker.close();
    await presence.close();
    throw error;
  });
  const stopSweep = startRevocationSweep({
    sql,
    log,
    sessions: () => broker.sessions(),
    onRevoked: (session) => {
      refusals.add('revoked', session.deviceId);
      broker.drop(session);
    },
  });
  const { mqtt, webSocket, mqtts } = listeners.ports;

  return {
    ports: { mqtt, webSocket, ...(mqtts === null ? {} : { mqtts }) },
    start: () => undefined,
    health: () => ({ state: 'up', detail: null, facts: { broker: 'embedded', devices: broker.sessions().length } }),
    reconsider: () => broker.reconsider(),
    stopReading() {
      listeners.stop();
      broker.stopReading();
    },
    async stop() {
      stopSweep();
      await broker.close();
      await presence.close();
    },
  };
};

const openUpstream = (config: UpstreamConfig, gatewayId: string, deps: TransportDeps): Transport => {
  const { sql, log, refusals, microBatch, onFatal, onLeft } = deps;
  const { url, connections, isLeaving } = config;
  const presence = createPresence({ sql, log });
  let upstream: Upstream | null = null;

  return {
    ports: {},
    start() {
      const leases = createLeases(sql, { gatewayId, connections });
      upstream = startUpstream({
        url,
        leases,
        microBatch,
        presence,
        refusals,
        log,
        isLeaving,
        onLeft,
        onConflict: onFatal,
      });
    },
    health: () => upstream?.health() ?? { state: 'down', detail: 'waiting for the database', facts: {} },
    reconsider: () => upstream?.reconsider(),
    stopReading: () => upstream?.pause(),
    async stop() {
      await upstream?.stop();
      await presence.close();
    },
  };
};

export const openTransport = (deps: TransportDeps & { config: GatewayConfig }): Promise<Transport> => {
  const { mqtt, gatewayId } = deps.config;
  return 'endpoint' in mqtt
    ? openEndpoint(mqtt.endpoint, deps)
    : Promise.resolve(openUpstream(mqtt.upstream, gatewayId, deps));
};
