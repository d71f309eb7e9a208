import type { z } from 'zod';
import type { Device, DeviceList } from '#contracts/device.ts';
import { queryString, request } from './request.ts';

export const listDevices = async (): Promise<Device[]> =>
  (await request<z.infer<typeof DeviceList>>('GET', `/api/devices${queryString({ limit: 200 })}`)).devices;
