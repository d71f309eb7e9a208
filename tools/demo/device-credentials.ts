import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DeviceId } from '#contracts/device.ts';

const DemoDevice = z.strictObject({
  deviceId: DeviceId,
  password: z.string(),
  patientKey: z.string(),
  kind: z.enum(['cuff', 'sensor', 'meter', 'wrist']),
});
export type DemoDevice = z.infer<typeof DemoDevice>;

const fileIn = (dataDir: string): string => join(dataDir, 'demo-devices.json');

/** What a real device keeps in its own memory; only this user may read the file. */
export const saveDemoDevices = async (dataDir: string, devices: readonly DemoDevice[]): Promise<void> => {
  await writeFile(fileIn(dataDir), JSON.stringify(devices, null, 2), { mode: 0o600 });
};

export const loadDemoDevices = async (dataDir: string): Promise<DemoDevice[]> =>
  z.array(DemoDevice).parse(JSON.parse(await readFile(fileIn(dataDir), 'utf8')));
