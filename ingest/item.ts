import type { Actor } from '#contracts/alert.ts';
import type { Reading } from '#contracts/reading.ts';
import type { Arrival, ReadingFate, ReadingSource } from './arrival.ts';
import { decodeDataPoint } from './data-point/decode-data-point.ts';
import { decode } from './decode.ts';
import { carriesTime, decodeGatt } from './gatt/decode-gatt.ts';
import type { GlucoseContext } from './gatt/glucose-context.ts';
import { findDoubtfulTime, findImpossibleTime } from './device-clock.ts';
import { toObservationRow, type ObservationRow } from './observation-row.ts';
import { findImpossible } from './plausible.ts';
import { isRejection, type Rejection } from './rejection.ts';
import { isRecord, validate } from './validate.ts';

/** One reading on its way: what is known before the database is asked, and what the transaction makes of it. */
export type Item = {
  readonly source: ReadingSource;
  readonly receivedAt: Date;
  /** The element as parsed, and the bytes that it came as. */
  readonly element: unknown;
  readonly bytes: () => Uint8Array;
  readonly reading: Reading | null;
  /** Whether the reading's time is of the one clock of its device, not ours or that of whoever passed it on. */
  readonly isTimedByDevice: boolean;
  row: ObservationRow | null;
  /** Instead of a reading: what a meter says about one that it sent before. */
  readonly context: GlucoseContext | null;
  /** Found without the database, or by a transaction that failed on this reading: stands whatever comes. */
  rejection: Rejection | null;
  /** The database does not know the patient that the reading names. */
  hasNoPatient: boolean;

  /** The rest belongs to one attempt at a transaction. */
  patientId: string | null;
  refused: Rejection | null;
  fate: ReadingFate | null;
};

export const actorOf = (source: ReadingSource): Actor => {
  switch (source.type) {
    case 'device':
      return { type: 'device', id: source.deviceId };
    case 'manual':
      return { type: 'user', id: source.userId };
    case 'intake':
      return { type: 'system', id: `intake:${source.sourceId}` };
  }
};

/**
 * Everything that needs no database, in this order: parse, check the shape, the range, the clock, normalise units.
 * `timeZone` is what the clock of a device shows that sends no offset.
 */
export const toItems = (arrival: Arrival, isClockChecked: boolean, timeZone: string): Item[] => {
  const { payload } = arrival;
  switch (payload.type) {
    case 'readings':
      return toJsonItems(arrival, isClockChecked);
    case 'data-point':
      return [toDataPointItem(arrival, payload.bytes, isClockChecked)];
    case 'gatt':
      return [toGattItem(arrival, payload, isClockChecked, timeZone)];
  }
};

const NOTHING = { reading: null, row: null, rejection: null, context: null };

const toJsonItems = (arrival: Arrival, isClockChecked: boolean): Item[] => {
  const decoded = decode(arrival.payload.bytes);
  if (isRejection(decoded)) {
    return [toItem(arrival, undefined, () => arrival.payload.bytes, { ...NOTHING, rejection: decoded })];
  }
  const { elements, bytesOf } = decoded;
  return elements.map((element, index) =>
    toItem(arrival, element, () => bytesOf(index), examine(arrival, element, isClockChecked)),
  );
};

const toGattItem = (
  arrival: Arrival,
  { characteristic, heardAt, bytes }: Extract<Arrival['payload'], { type: 'gatt' }>,
  isClockChecked: boolean,
  timeZone: string,
): Item => {
  const decoded = decodeGatt(characteristic, bytes, { heardAt: heardAt ?? arrival.receivedAt, timeZone });
  if (isRejection(decoded)) return toItem(arrival, undefined, () => bytes, { ...NOTHING, rejection: decoded });
  if ('context' in decoded) return toItem(arrival, undefined, () => bytes, { ...NOTHING, context: decoded.context });
  return toItem(
    arrival,
    decoded.element,
    () => bytes,
    examine(arrival, decoded.element, isClockChecked),
    carriesTime(characteristic, bytes),
  );
};

const toDataPointItem = (arrival: Arrival, bytes: Uint8Array, isClockChecked: boolean): Item => {
  const decoded = decodeDataPoint(bytes);
  const { element, rejection } = isRejection(decoded) ? { element: undefined, rejection: decoded } : decoded;
  const examined =
    rejection === null ? examine(arrival, element, isClockChecked) : refuse(element, rejection, arrival.receivedAt);
  // One user of a webhook may have several devices and apps, each with a clock of its own.
  return toItem(arrival, element, () => bytes, examined, false);
};

type Examined = Pick<Item, 'reading' | 'row' | 'rejection' | 'context'>;

const toItem = (
  { source, receivedAt }: Arrival,
  element: unknown,
  bytes: () => Uint8Array,
  { reading, row, rejection, context }: Examined,
  isTimedByDevice = true,
): Item => ({
  source,
  receivedAt,
  element,
  bytes,
  reading,
  isTimedByDevice,
  row,
  context,
  rejection,
  hasNoPatient: false,
  patientId: null,
  refused: null,
  fate: null,
});

const examine = ({ source, receivedAt }: Arrival, element: unknown, isClockChecked: boolean): Examined => {
  const reading = validate(element);
  if (isRejection(reading)) return refuse(element, reading, receivedAt);
  const measuredAtMs = Date.parse(reading.measuredAt);
  const rejection =
    findImpossible(reading) ??
    findImpossibleTime(reading.measuredAt, measuredAtMs) ??
    (isClockChecked ? findDoubtfulTime(measuredAtMs, receivedAt.getTime()) : null);
  const row = rejection === null ? toObservationRow(source, reading, measuredAtMs) : null;
  return { reading, row, rejection, context: null };
};

const refuse = (element: unknown, rejection: Rejection, receivedAt: Date): Examined => ({
  ...NOTHING,
  reading: withoutTime(element, rejection, receivedAt),
  rejection,
});

/** Where only the date is impossible the value still counts: it may be one that nobody should wait for. */
const withoutTime = (element: unknown, rejection: Rejection, receivedAt: Date): Reading | null => {
  if (rejection.reason !== 'impossible-date' || !isRecord(element)) return null;
  const reading = validate({ ...element, measuredAt: receivedAt.toISOString() });
  return isRejection(reading) || findImpossible(reading) !== null ? null : reading;
};
