import { ByteReader } from './byte-reader.ts';
import { readDeviceTime, type DeviceTime } from './device-time.ts';
import { decodeSfloat, type Sfloat } from './sfloat.ts';

export type GlucoseFrame = {
  sequence: number;
  time: DeviceTime;
  /** To be added to the time: what the user's clock showed, in minutes. */
  offsetMinutes: number;
  /** In mg/dL or mmol/L; `absent` where the frame carries no concentration, or one that is no number. */
  value: Sfloat;
  unit: 'mg/dL' | 'mmol/L';
  /** The type nibble: what was measured in. Null without a concentration. */
  sample: number | null;
  flags: readonly ('battery-low' | 'sensor-fault')[];
};

const FLAG = { offset: 1, concentration: 2, molar: 4, status: 8 } as const;
/**
 * Sensor Status Annunciation. Doubtful: malfunction, sample too small, strip not well inserted or of the wrong type,
 * too hot, too cold, strip pulled out early, general fault.
 */
const STATUS = { batteryLow: 0x001, tooHigh: 0x020, tooLow: 0x040, doubtful: 0x79e } as const;
const MG_PER_DL_IN_KG_PER_L = 100_000;
const MMOL_IN_MOL = 1000;

/** Glucose Measurement 0x2A18 (Bluetooth SIG, Glucose Service 1.0.1, 3.1). */
export const decodeGlucose = (bytes: Uint8Array): GlucoseFrame => {
  const frame = new ByteReader(bytes);
  const flags = frame.uint8('the flags');
  const sequence = frame.uint16('the sequence number');
  const time = readDeviceTime(frame);
  const offsetMinutes = flags & FLAG.offset ? frame.int16('the time offset') : 0;
  const hasConcentration = (flags & FLAG.concentration) !== 0;
  const concentration = hasConcentration ? decodeSfloat(frame.uint16('the concentration')) : 'absent';
  const sample = hasConcentration ? frame.uint8('the type and sample location') & 0x0f : null;
  const status = flags & FLAG.status ? frame.uint16('the status') : 0;
  frame.end();
  const isMolar = (flags & FLAG.molar) !== 0;
  return {
    ...{ sequence, time, offsetMinutes, sample },
    value: valueOf(concentration, isMolar, status),
    unit: isMolar ? 'mmol/L' : 'mg/dL',
    flags: [
      ...(status & STATUS.batteryLow ? (['battery-low'] as const) : []),
      ...(status & STATUS.doubtful ? (['sensor-fault'] as const) : []),
    ],
  };
};

/** The status bits outrank the number: "too high for the device to process" beside any value is HI. */
const valueOf = (concentration: Sfloat, isMolar: boolean, status: number): Sfloat => {
  if (status & STATUS.tooHigh) return 'above';
  if (status & STATUS.tooLow) return 'below';
  if (typeof concentration !== 'number') return concentration;
  // Worked examples: 0.001 kg/L is 100 mg/dL; 0.0055 mol/L is 5.5 mmol/L. Rounded to what 12 bits can mean.
  return Number((concentration * (isMolar ? MMOL_IN_MOL : MG_PER_DL_IN_KG_PER_L)).toPrecision(6));
};
