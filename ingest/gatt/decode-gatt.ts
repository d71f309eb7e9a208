import type { GattCharacteristic } from '#contracts/mqtt.ts';
import { isRejection, type Rejection } from '../rejection.ts';
import { decodeBloodPressure, hasBloodPressureTime } from './blood-pressure.ts';
import { FrameError } from './byte-reader.ts';
import { decodeGlucose } from './glucose.ts';
import { decodeGlucoseContext, type GlucoseContext } from './glucose-context.ts';
import { decodeHeartRate } from './heart-rate.ts';
import { toMeasuredAt } from './measured-at.ts';
import type { Sfloat } from './sfloat.ts';

/** What a frame leaves open: when it was heard (when it came in, where the sender does not say), and in which time zone the device's clock shows the time. */
export type FrameClock = { heardAt: Date; timeZone: string };

/**
 * A characteristic's bytes as the reading they are: the same element that a device would send as JSON, to be validated
 * and judged like one; or as what a meter says about a result it sent before. A value that is no number stays in place
 * as text or null, so that quarantine can name it.
 */
export const decodeGatt = (
  characteristic: GattCharacteristic,
  bytes: Uint8Array,
  clock: FrameClock,
): { element: unknown } | { context: GlucoseContext } | Rejection => {
  try {
    if (characteristic === '2a34') return { context: decodeGlucoseContext(bytes) };
    const element = DECODERS[characteristic](bytes, clock);
    return isRejection(element) ? element : { element };
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { reason: 'wrong-shape', detail: `${characteristic}: ${error.message}` };
  }
};

/** Whether a decoded frame says by the device's own clock when it was measured. */
export const carriesTime = (characteristic: GattCharacteristic, bytes: Uint8Array): boolean =>
  characteristic === '2a18' || (characteristic === '2a35' && hasBloodPressureTime(bytes));

type Decoder = (bytes: Uint8Array, clock: FrameClock) => Record<string, unknown> | Rejection;

const bloodPressure: Decoder = (bytes, clock) => {
  const { time, pulse, meanArterial, userSlot, flags, systolic, diastolic, unit } = decodeBloodPressure(bytes);
  const isPulseOutside = pulse === 'above' || pulse === 'below';
  return {
    kind: 'blood-pressure',
    measuredAt: time === null ? clock.heardAt.toISOString() : toMeasuredAt(time, 0, clock.timeZone),
    systolic: numberOrText(systolic),
    diastolic: numberOrText(diastolic),
    ...(typeof meanArterial === 'number' ? { meanArterial } : {}),
    ...(typeof pulse === 'number' ? { pulse } : {}),
    unit,
    method: 'cuff',
    ...(userSlot === null ? {} : { userSlot }),
    ...flagged([...new Set([...flags, ...(isPulseOutside ? (['pulse-out-of-range'] as const) : [])])]),
  };
};

/** Bluetooth SIG's type nibble: 9 is interstitial fluid, 10 the fluid that a meter is checked with. */
const INTERSTITIAL = 9;
const CONTROL_SOLUTION = 10;
/** A frame names no limits: these are what meters commonly have (20 to 600 mg/dL), in the frame's own unit. */
const LIMITS = { 'mg/dL': { below: 20, above: 600 }, 'mmol/L': { below: 1.1, above: 33.3 } } as const;
const COMPARATOR = { below: '<', above: '>' } as const;

const glucose: Decoder = (bytes, { timeZone }) => {
  const { sequence, time, offsetMinutes, value, unit, sample, flags } = decodeGlucose(bytes);
  if (sample === CONTROL_SOLUTION) {
    return { reason: 'wrong-shape', detail: '2a18: control solution, not the glucose of a patient' };
  }
  const isBeyond = value === 'below' || value === 'above';
  return {
    kind: 'glucose',
    seq: sequence,
    measuredAt: toMeasuredAt(time, offsetMinutes, timeZone),
    ...(isBeyond
      ? { value: LIMITS[unit][value], comparator: COMPARATOR[value] }
      : { value: value === 'absent' ? null : value }),
    unit,
    specimen: sample === INTERSTITIAL ? 'interstitial' : 'capillary',
    ...flagged(flags),
  };
};

const heartRate: Decoder = (bytes, { heardAt }) => {
  const { beatsPerMinute, hasSkinContact, rrIntervalsMs } = decodeHeartRate(bytes);
  return {
    kind: 'heart-rate',
    measuredAt: heardAt.toISOString(),
    value: beatsPerMinute,
    unit: '/min',
    ...(rrIntervalsMs.length > 0 ? { rrIntervalsMs } : {}),
    ...flagged(hasSkinContact === false ? ['sensor-fault'] : []),
  };
};

const DECODERS: Record<Exclude<GattCharacteristic, '2a34'>, Decoder> = {
  '2a35': bloodPressure,
  '2a18': glucose,
  '2a37': heartRate,
};

const numberOrText = (value: Sfloat): number | string | null => {
  if (value === 'above') return 'HI';
  if (value === 'below') return 'LO';
  return value === 'absent' ? null : value;
};

const flagged = (flags: readonly string[]): { flags?: readonly string[] } => (flags.length > 0 ? { flags } : {});
