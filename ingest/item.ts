import type { Actor } from '#contracts/alert.ts';
import type { Reading } from '#contracts/reading.ts';
import type { Arrival, ReadingFate, ReadingSource } from './arrival.ts';
import { decode } from './decode.ts';
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
  readonly row: ObservationRow | null;
  /** Found without the database, or by a transaction that failed on this reading: stands whatever comes. */
  rejection: Rejection | null;
  /** The database does not know the patient that the reading names. */
  hasNoPatient: boolean;

  /** The rest belongs to one attempt at a transaction. */
  patientId: string | null;
  refused: Rejection | null;
  fate: ReadingFate | null;
};

export const actorOf = (source: ReadingSource): Actor =>
  source.type === 'device' ? { type: 'device', id: source.deviceId } : { type: 'user', id: source.userId };

/** Everything that needs no database, in this order: parse, check the shape, the range, the clock, normalise units. */
export const toItems = (arrival: Arrival, isClockChecked: boolean): Item[] => {
  const decoded = decode(arrival.payload.bytes);
  if (isRejection(decoded)) {
    return [toItem(arrival, undefined, () => arrival.payload.bytes, { reading: null, row: null, rejection: decoded })];
  }
  const { elements, bytesOf } = decoded;
  return elements.map((element, index) =>
    toItem(arrival, element, () => bytesOf(index), examine(arrival, element, isClockChecked)),
  );
};

const toItem = (
  { source, receivedAt }: Arrival,
  element: unknown,
  bytes: () => Uint8Array,
  { reading, row, rejection }: Pick<Item, 'reading' | 'row' | 'rejection'>,
): Item => ({
  source,
  receivedAt,
  element,
  bytes,
  reading,
  row,
  rejection,
  hasNoPatient: false,
  patientId: null,
  refused: null,
  fate: null,
});

const examine = (
  { source, receivedAt }: Arrival,
  element: unknown,
  isClockChecked: boolean,
): Pick<Item, 'reading' | 'row' | 'rejection'> => {
  const reading = validate(element);
  if (isRejection(reading))
    return { reading: withoutTime(element, reading, receivedAt), row: null, rejection: reading };
  const measuredAtMs = Date.parse(reading.measuredAt);
  const rejection =
    findImpossible(reading) ??
    findImpossibleTime(reading.measuredAt, measuredAtMs) ??
    (isClockChecked ? findDoubtfulTime(measuredAtMs, receivedAt.getTime()) : null);
  return { reading, row: rejection === null ? toObservationRow(source, reading, measuredAtMs) : null, rejection };
};

/** Where only the date is impossible the value still counts: it may be one that nobody should wait for. */
const withoutTime = (element: unknown, rejection: Rejection, receivedAt: Date): Reading | null => {
  if (rejection.reason !== 'impossible-date' || !isRecord(element)) return null;
  const reading = validate({ ...element, measuredAt: receivedAt.toISOString() });
  return isRejection(reading) || findImpossible(reading) !== null ? null : reading;
};
