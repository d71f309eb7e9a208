import type { z } from 'zod';
import type {
  AssignDevice,
  ClaimDevice,
  CreateDevice,
  CreatedDevice,
  Device,
  DeviceClaim,
  DeviceList,
  RotatedDevice,
} from '#contracts/device.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

const MOST = 2_000;

/** Every device that the person may see. */
export const listDevices = async (): Promise<Device[]> => {
  const devices: Device[] = [];
  let cursor: string | undefined;
  do {
    const page = await request<z.infer<typeof DeviceList>>('GET', `/api/devices${queryString({ limit: 200, cursor })}`);
    devices.push(...page.devices);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && devices.length < MOST);
  return devices;
};

/** Registers a device: its secret and its claim code are in the answer and nowhere else. */
export const createDevice = (device: CreateDevice): Promise<CreatedDevice> => request('POST', '/api/devices', device);

export const rotateSecret = (deviceId: string): Promise<RotatedDevice> =>
  request('POST', apiPath`/api/devices/${deviceId}/rotate`, {});

export const issueClaimCode = async (deviceId: string): Promise<DeviceClaim> =>
  (await request<{ claim: DeviceClaim }>('POST', apiPath`/api/devices/${deviceId}/claim-code`, {})).claim;

export const revokeDevice = (deviceId: string): Promise<unknown> =>
  request('POST', apiPath`/api/devices/${deviceId}/revoke`, {});

export const assignDevice = (deviceId: string, assignment: AssignDevice): Promise<unknown> =>
  request('POST', apiPath`/api/devices/${deviceId}/assignment`, assignment);

export const endAssignment = (deviceId: string, assignment: AssignDevice): Promise<unknown> =>
  request('DELETE', apiPath`/api/devices/${deviceId}/assignment`, assignment);

/** Makes the device one's own with the code on its slip; the slip's link also names the device. */
export const claimDevice = async (deviceId: string | null, claim: ClaimDevice): Promise<Device> => {
  const path = deviceId === null ? '/api/devices/claim' : apiPath`/api/devices/${deviceId}/claim`;
  return (await request<{ device: Device }>('POST', path, claim)).device;
};
