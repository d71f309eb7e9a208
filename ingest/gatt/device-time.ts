import type { ByteReader } from './byte-reader.ts';

/** What a device's clock shows: no zone, and 0 for what it does not know. */
export type DeviceTime = Readonly<{
  year: number;
  month: number;
  day: number;
  hours: number;
  minutes: number;
  seconds: number;
}>;

/** Bluetooth SIG "Date Time" (0x2A08), 7 bytes. */
export const readDeviceTime = (frame: ByteReader): DeviceTime => ({
  year: frame.uint16('the year'),
  month: frame.uint8('the month'),
  day: frame.uint8('the day'),
  hours: frame.uint8('the hour'),
  minutes: frame.uint8('the minute'),
  seconds: frame.uint8('the second'),
});

/** Writes "2019-02-27T11:10:30": ISO 8601 without an offset. */
export const toLocalText = ({ year, month, day, hours, minutes, seconds }: DeviceTime): string => {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hours)}:${two(minutes)}:${two(seconds)}`;
};
