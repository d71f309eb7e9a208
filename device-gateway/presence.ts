import type { Sql } from 'postgres';
import type { DeviceStatus } from '#contracts/mqtt.ts';
import type { Logger } from './log.ts';

type Waiting = { deviceId: string; status: DeviceStatus; resolve: () => void; reject: (error: unknown) => void };

export type Presence = {
  /** Stores what a device says about itself; resolves after COMMIT. */
  report(deviceId: string, status: DeviceStatus): Promise<void>;
  close(): Promise<void>;
};

export type PresenceOptions = {
  sql: Sql;
  log: Logger;
  /** The devices connected to this gateway; absent behind an external broker, which alone knows. */
  connectedDevices?: () => readonly string[];
};

const TOUCH_EVERY_MS = 60_000;
/** A device that no gateway has seen for this long is offline: its gateway died before it could pass on the last will. */
const SILENT_AFTER = '3 minutes';
const MAX_BATCH = 1000;

/** Keeps each device's row true to whether it is there: many reports in one statement, the last of a device counts. */
export const createPresence = ({ sql, log, connectedDevices }: PresenceOptions): Presence => {
  const waiting: Waiting[] = [];
  let running: Promise<void> | null = null;

  const store = async (batch: readonly Waiting[]): Promise<void> => {
    const latest = [...new Map(batch.map(({ deviceId, status }) => [deviceId, status]))];
    await sql`
      update devices set
        is_online = status.is_online,
        battery_percent = coalesce(status.battery, devices.battery_percent),
        firmware = coalesce(status.firmware, devices.firmware),
        last_seen_at = now()
      from unnest(
        ${latest.map(([deviceId]) => deviceId)}::text[],
        ${latest.map(([, { state }]) => String(state === 'online'))}::text[]::boolean[],
        ${latest.map(([, { battery }]) => battery ?? null)}::real[],
        ${latest.map(([, { firmware }]) => firmware ?? null)}::text[]
      ) as status (device_id, is_online, battery, firmware)
      where devices.id = status.device_id`;
  };

  const run = async (): Promise<void> => {
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_BATCH);
      try {
        await store(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = null;
  };

  const touch = async (deviceIds: readonly string[]): Promise<void> => {
    await sql`update devices set last_seen_at = now() where id = any(${[...deviceIds]}::text[])`;
    await sql`
      update devices set is_online = false
      where is_online and (last_seen_at is null or last_seen_at < now() - ${SILENT_AFTER}::interval)`;
  };

  const timer = setInterval(() => {
    if (!connectedDevices) return;
    touch(connectedDevices()).catch((error: unknown) => {
      log.warn({ code: (error as { code?: unknown }).code }, 'could not note which devices are connected');
    });
  }, TOUCH_EVERY_MS);

  return {
    report: (deviceId, status) =>
      new Promise((resolve, reject) => {
        waiting.push({ deviceId, status, resolve, reject });
        running ??= run();
      }),
    async close() {
      clearInterval(timer);
      while (running !== null) await running;
    },
  };
};
