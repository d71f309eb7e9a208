import type { z } from 'zod';
import type { DeviceToken as DeviceTokenShape, PairBluetoothDevice, PairedDevice } from '#contracts/bluetooth.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

export type DeviceToken = z.infer<typeof DeviceTokenShape>;

/** The device that the browser speaks for from now on; answers with its id. */
export const pairBluetoothDevice = async (patientId: string, paired: PairBluetoothDevice): Promise<string> => {
  const path = apiPath`/api/patients/${patientId}/bluetooth-devices`;
  return (await request<z.infer<typeof PairedDevice>>('POST', path, paired)).device.id;
};

export const issueDeviceToken = (deviceId: string): Promise<DeviceToken> =>
  request('POST', apiPath`/api/devices/${deviceId}/token`);
