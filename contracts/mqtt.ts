import { z } from 'zod';
import { DeviceId } from './device.ts';

export const TOPIC_ROOT = 'kanhu/v1';
/** Bluetooth SIG: blood pressure, glucose and its context, heart rate. */
export const GATT_CHARACTERISTICS = ['2a35', '2a18', '2a34', '2a37'] as const;
export type GattCharacteristic = (typeof GATT_CHARACTERISTICS)[number];

export const isCharacteristic = (name: string | undefined): name is GattCharacteristic =>
  GATT_CHARACTERISTICS.some((uuid) => uuid === name);

/** Largest MQTT payload of one PUBLISH. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** Retained, also the last will. */
export const DeviceStatus = z.strictObject({
  state: z.enum(['online', 'offline']),
  battery: z.number().min(0).max(100).optional(),
  // PostgreSQL's text knows no NUL, and a terminal that shows the rest should not obey it.
  firmware: z
    .string()
    .max(64)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .optional(),
});
export type DeviceStatus = z.infer<typeof DeviceStatus>;

export const readingsTopic = (deviceId: string): string => `${TOPIC_ROOT}/${deviceId}/readings`;
export const statusTopic = (deviceId: string): string => `${TOPIC_ROOT}/${deviceId}/status`;
/** `heardAt`: when the frame was heard, where it is not sent at once. */
export const gattTopic = (deviceId: string, characteristic: GattCharacteristic, heardAt?: Date): string =>
  `${TOPIC_ROOT}/${deviceId}/gatt/${characteristic}${heardAt === undefined ? '' : `/${heardAt.getTime()}`}`;
export const commandsTopic = (deviceId: string): string => `${TOPIC_ROOT}/${deviceId}/commands`;

export type GattTopic = { characteristic: GattCharacteristic; heardAt: Date | null };

export type DeviceTopic =
  | { deviceId: string; channel: 'readings' | 'status' | 'commands' }
  | ({ deviceId: string; channel: 'gatt' } & GattTopic);

/** Milliseconds since 1970, from 2001 on: thirteen digits. */
const MOMENT = /^[1-9]\d{12}$/;

/** The parts of one of our topics, or null where it is none. */
export const parseTopic = (topic: string): DeviceTopic | null => {
  const [root, version, deviceId, channel, characteristic, moment, ...rest] = topic.split('/');
  if (`${root}/${version}` !== TOPIC_ROOT || rest.length > 0) return null;
  if (!DeviceId.safeParse(deviceId).success || deviceId === undefined) return null;
  if (channel === 'gatt') {
    if (!isCharacteristic(characteristic) || (moment !== undefined && !MOMENT.test(moment))) return null;
    return { deviceId, channel, characteristic, heardAt: moment === undefined ? null : new Date(Number(moment)) };
  }
  if (characteristic !== undefined) return null;
  if (channel === 'readings' || channel === 'status' || channel === 'commands') return { deviceId, channel };
  return null;
};

/** A client id is the device's id, or starts with it and a dash: nobody can kick another device off. */
export const isClientIdOf = (clientId: string, deviceId: string): boolean =>
  clientId === deviceId || clientId.startsWith(`${deviceId}-`);
