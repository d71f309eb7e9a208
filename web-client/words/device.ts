import { msg, str } from '@lit/localize';
import type { Device } from '#contracts/device.ts';
import { isSilent } from '../device-standing.ts';
import { agoText } from '../format/time.ts';
import type { IconName } from '../icons/icon.ts';

export type DeviceState = { name: 'online' | 'offline' | 'silent' | 'revoked'; word: string; symbol: IconName };

/** Whether the device is there, as a word with its sign. */
export const deviceState = (device: Device, now: Date): DeviceState => {
  if (device.revokedAt !== null) return { name: 'revoked', word: msg('revoked'), symbol: 'circle-xmark' };
  if (device.isOnline) return { name: 'online', word: msg('online'), symbol: 'circle-check' };
  if (isSilent(device, now)) return { name: 'silent', word: msg('silent'), symbol: 'warning' };
  return { name: 'offline', word: msg('offline'), symbol: 'wifi-off' };
};

export const lastSeenWords = ({ lastSeenAt }: Device, now: Date): string =>
  lastSeenAt === null ? msg('never heard') : agoText(lastSeenAt, now);

/** Empty where the device has never said. */
export const batteryWords = ({ batteryPercent }: Device): string =>
  batteryPercent === null ? '' : msg(str`battery ${Math.round(batteryPercent)} %`);

/** One of several people who share a device. */
export const slotWords = (userSlot: number | null): string => (userSlot === null ? '' : msg(str`user ${userSlot}`));
