import type { GattCharacteristic } from '#contracts/mqtt.ts';

/** A characteristic's bytes as Bluetooth delivered them, on their way to the clinic. */
export type Frame = {
  /** In the order of hearing: sorts like the time. */
  id: string;
  patientId: string;
  deviceId: string;
  characteristic: GattCharacteristic;
  bytes: Uint8Array;
  heardAtMs: number;
};

let heard = 0;

export const newFrame = (
  from: Pick<Frame, 'patientId' | 'deviceId'>,
  characteristic: GattCharacteristic,
  bytes: Uint8Array,
  heardAtMs: number,
): Frame => {
  heard += 1;
  const id = `${heardAtMs}-${String(heard).padStart(8, '0')}`;
  return { id, ...from, characteristic, bytes, heardAtMs };
};
