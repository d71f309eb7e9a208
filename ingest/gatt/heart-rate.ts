import { ByteReader } from './byte-reader.ts';

export type HeartRateFrame = {
  beatsPerMinute: number;
  /** Null where the sensor cannot tell. */
  hasSkinContact: boolean | null;
  rrIntervalsMs: readonly number[];
};

const FLAG = { wide: 1, contactDetected: 2, contactSupported: 4, energy: 8, intervals: 16 } as const;
/** RR intervals count 1/1024 s. */
const UNITS_PER_SECOND = 1024;

/** Heart Rate Measurement 0x2A37 (Bluetooth SIG, Heart Rate Service 1.0, 3.1). It carries no time. */
export const decodeHeartRate = (bytes: Uint8Array): HeartRateFrame => {
  const frame = new ByteReader(bytes);
  const flags = frame.uint8('the flags');
  const beatsPerMinute = flags & FLAG.wide ? frame.uint16('the heart rate') : frame.uint8('the heart rate');
  if (flags & FLAG.energy) frame.uint16('the energy expended');
  const rrIntervalsMs: number[] = [];
  if (flags & FLAG.intervals) {
    do rrIntervalsMs.push((frame.uint16('an RR interval') * 1000) / UNITS_PER_SECOND);
    while (frame.remaining > 0);
  }
  frame.end();
  return {
    beatsPerMinute,
    hasSkinContact: flags & FLAG.contactSupported ? (flags & FLAG.contactDetected) !== 0 : null,
    rrIntervalsMs,
  };
};
