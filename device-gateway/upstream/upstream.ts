import type { Beat } from '../heartbeat.ts';
import type { Logger } from '../log.ts';
import type { MicroBatch } from '../micro-batch/micro-batch.ts';
import type { Presence } from '../presence.ts';
import type { Refusals } from '../refusals.ts';
import { UpstreamConnection } from './connection.ts';
import { createConsumer } from './consume.ts';
import { LeaseConflictError, type Leases } from './leases.ts';

export type UpstreamOptions = {
  url: string;
  leases: Leases;
  microBatch: MicroBatch;
  presence: Presence;
  refusals: Refusals;
  log: Logger;
  /** Takes what its sessions still hold, ends them, and is done: for a gateway that does not come back. */
  isLeaving?: boolean;
  onLeft?: () => void;
  /** The gateway cannot go on: another one runs under its name. */
  onConflict: (error: LeaseConflictError) => void;
  now?: () => Date;
};

export type Upstream = {
  health(): Pick<Beat, 'state' | 'detail' | 'facts'>;
  /** Reading may go on after the micro-batch was full. */
  reconsider(): void;
  /** Takes nothing more: the broker keeps it. */
  pause(): void;
  stop(): Promise<void>;
};

const TICK_MS = 1000;
/** Without renewal for this long another gateway may hold our client ids: two under one id would end each other's connections. */
const LEASE_TRUSTED_MS = 8000;
const LAST_RECONNECT_MS = 5000;

type Slot = { connection: UpstreamConnection | null; isReady: boolean; failures: number; retryAt: number };

/** Holds one connection to the external broker for each client id that is leased to this gateway. */
export const startUpstream = (options: UpstreamOptions): Upstream => {
  const {
    url,
    leases,
    microBatch,
    presence,
    refusals,
    log,
    isLeaving = false,
    onConflict,
    now = () => new Date(),
  } = options;
  const slots = new Map<string, Slot>();
  /** Client ids whose session was ended for good, and whose lease is to be ended. */
  const left: string[] = [];
  let renewedAt = 0;
  let detail: string | null = 'connecting';
  let isStopped = false;
  let ticking: Promise<void> | null = null;

  const pauseAll = (): void => {
    for (const { connection } of slots.values()) connection?.pause();
  };
  const onMessage = createConsumer({ microBatch, presence, refusals, now, onFull: pauseAll });

  const open = (clientId: string, slot: Slot): void => {
    slot.connection = new UpstreamConnection({
      url,
      clientId,
      isLeaving,
      onMessage,
      onReady: () => {
        slot.isReady = true;
        slot.failures = 0;
        detail = null;
        log.info({ clientId }, 'connected to the broker');
      },
      onClosed: (reason) => {
        slot.connection = null;
        slot.isReady = false;
        slot.failures += 1;
        slot.retryAt = Date.now() + Math.min(250 * 2 ** slot.failures, LAST_RECONNECT_MS);
        if (reason === 'left') left.push(clientId);
        if (isStopped) return;
        detail = reason;
        log.warn({ clientId, reason }, 'connection to the broker ended');
      },
    });
  };

  const renew = async (): Promise<ReadonlySet<string>> => {
    try {
      const held = await leases.renew({ isLeaving });
      renewedAt = Date.now();
      return held;
    } catch (error) {
      if (error instanceof LeaseConflictError) {
        onConflict(error);
        return new Set();
      }
      // The database is away: what we hold stays ours until somebody else may have taken it.
      return Date.now() - renewedAt < LEASE_TRUSTED_MS ? new Set(slots.keys()) : new Set();
    }
  };

  const mayOpen = ({ connection, retryAt }: Slot): boolean => !connection && !isStopped && Date.now() >= retryAt;

  const forgetLeft = async (): Promise<void> => {
    for (const clientId of left.splice(0)) {
      await leases.remove(clientId);
      slots.delete(clientId);
      log.info({ clientId }, 'session at the broker ended for good');
    }
    if (slots.size === 0) options.onLeft?.();
  };

  const tick = async (): Promise<void> => {
    if (left.length > 0)
      await forgetLeft().catch((error: unknown) => log.warn({ err: error }, 'could not end a lease'));
    if (isStopped) return;
    const held = await renew();
    for (const [clientId, { connection }] of slots) {
      if (held.has(clientId)) continue;
      slots.delete(clientId);
      await connection?.close();
    }
    for (const clientId of held) {
      const slot = slots.get(clientId) ?? { connection: null, isReady: false, failures: 0, retryAt: 0 };
      slots.set(clientId, slot);
      if (mayOpen(slot)) open(clientId, slot);
    }
  };

  const schedule = (): void => {
    if (isStopped || ticking) return;
    ticking = tick().finally(() => {
      ticking = null;
    });
  };
  schedule();
  const timer = setInterval(schedule, TICK_MS);

  return {
    health() {
      const ready = [...slots.values()].filter(({ isReady }) => isReady).length;
      const state = ready === 0 ? 'down' : ready < slots.size ? 'degraded' : 'up';
      return { state, detail: state === 'up' ? null : detail, facts: { broker: 'external', connections: ready } };
    },
    reconsider() {
      if (!isStopped) for (const { connection } of slots.values()) connection?.resume();
    },
    pause() {
      isStopped = true;
      clearInterval(timer);
      pauseAll();
    },
    async stop() {
      this.pause();
      await ticking;
      await Promise.all([...slots.values()].map(async ({ connection }) => connection?.close()));
      await leases.release().catch(() => undefined);
    },
  };
};
