import { ByteReader } from './byte-reader.ts';
import { readDeviceTime, type DeviceTime } from './device-time.ts';
import { decodeSfloat, type Sfloat } from './sfloat.ts';

export type BloodPressureFrame = {
  unit: 'mmHg' | 'kPa';
  systolic: Sfloat;
  diastolic: Sfloat;
  meanArterial: Sfloat;
  time: DeviceTime | null;
  pulse: Sfloat;
  /** 255: the device does not know which of its users it was. */
  userSlot: number | null;
  flags: readonly ('body-movement' | 'cuff-loose' | 'irregular-pulse' | 'pulse-out-of-range' | 'wrong-position')[];
};

const FLAG = { kilopascal: 1, time: 2, pulse: 4, user: 8, status: 16 } as const;
const UNKNOWN_USER = 255;

/** Blood Pressure Measurement 0x2A35 (Bluetooth SIG, Blood Pressure Service 1.1.1, 3.1). */
export const decodeBloodPressure = (bytes: Uint8Array): BloodPressureFrame => {
  const frame = new ByteReader(bytes);
  const flags = frame.uint8('the flags');
  const systolic = decodeSfloat(frame.uint16('the systolic value'));
  const diastolic = decodeSfloat(frame.uint16('the diastolic value'));
  const meanArterial = decodeSfloat(frame.uint16('the mean'));
  const time = flags & FLAG.time ? readDeviceTime(frame) : null;
  const pulse = flags & FLAG.pulse ? decodeSfloat(frame.uint16('the pulse')) : 'absent';
  const user = flags & FLAG.user ? frame.uint8('the user') : UNKNOWN_USER;
  const status = flags & FLAG.status ? frame.uint16('the status') : 0;
  frame.end();
  return {
    unit: flags & FLAG.kilopascal ? 'kPa' : 'mmHg',
    ...{ systolic, diastolic, meanArterial, time, pulse },
    userSlot: user === UNKNOWN_USER ? null : user,
    flags: statusFlags(status),
  };
};

export const hasBloodPressureTime = (bytes: Uint8Array): boolean => ((bytes[0] ?? 0) & FLAG.time) !== 0;

/** Bits 0 to 2 and 5 each stand alone; bits 3 and 4 together say whether the pulse was above or below the range. */
const statusFlags = (status: number): BloodPressureFrame['flags'] => {
  const flags: BloodPressureFrame['flags'][number][] = [];
  if (status & 0x01) flags.push('body-movement');
  if (status & 0x02) flags.push('cuff-loose');
  if (status & 0x04) flags.push('irregular-pulse');
  if (status & 0x18) flags.push('pulse-out-of-range');
  if (status & 0x20) flags.push('wrong-position');
  return flags;
};
