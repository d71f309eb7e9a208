import { describe, expect, it } from 'vitest';
import type { GattCharacteristic } from '#contracts/mqtt.ts';
import { decodeGatt } from '#ingest/gatt/decode-gatt.ts';
import { decodeBloodPressure } from '#ingest/gatt/blood-pressure.ts';
import { decodeGlucose } from '#ingest/gatt/glucose.ts';
import { decodeHeartRate } from '#ingest/gatt/heart-rate.ts';
import { toMeasuredAt } from '#ingest/gatt/measured-at.ts';
import { decodeSfloat } from '#ingest/gatt/sfloat.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const sfloat = (text: string) => decodeSfloat(Buffer.from(hex(text)).readUInt16LE());
const RECEIVED_AT = new Date('2024-04-17T13:00:00.000Z');
const decode = (characteristic: GattCharacteristic, text: string, timeZone = 'Asia/Shanghai') =>
  decodeGatt(characteristic, hex(text), { heardAt: RECEIVED_AT, timeZone });

const FULL_PRESSURE = '1E 8A00 5800 7800 0000041114293B 3C00 01 2700';
const FULL_GLUCOSE = '1B 0100 E307021B0B0A1E FBFF 1E00 12 0501';
const FULL_HEART_RATE = '1E 55 3200 2100';

describe('SFLOAT', () => {
  it.each([
    ['8A 00', 138],
    ['BD F0', 18.9],
    ['9F F0', 15.9],
    ['01 02', 513],
    ['01 FE', -51.1],
    ['FF 02', 767],
    ['64 B0', 0.001],
    ['37 C0', 0.0055],
  ])('reads %s as %d', (bytes, value) => {
    expect(sfloat(bytes)).toBe(value);
  });

  it.each([
    ['FF 07', 'absent'],
    ['00 08', 'absent'],
    ['01 08', 'absent'],
    ['FE 07', 'above'],
    ['02 08', 'below'],
  ])('reads the special value %s as %s', (bytes, meaning) => {
    expect(sfloat(bytes)).toBe(meaning);
  });

  it('takes the mantissas of the special values for numbers beside another exponent', () => {
    expect(sfloat('FE F7')).toBe(204.6);
  });
});

describe('blood pressure 2A35', () => {
  it('reads every field', () => {
    expect(decodeBloodPressure(hex(FULL_PRESSURE))).toEqual({
      unit: 'mmHg',
      systolic: 138,
      diastolic: 88,
      meanArterial: 120,
      time: { year: 0, month: 4, day: 17, hours: 20, minutes: 41, seconds: 59 },
      pulse: 60,
      userSlot: 1,
      flags: ['body-movement', 'cuff-loose', 'irregular-pulse', 'wrong-position'],
    });
  });

  it('reads kilopascals and a pulse', () => {
    expect(decodeBloodPressure(hex('15 BDF0 0B00 9FF0 3C00 1200'))).toMatchObject({
      ...{ unit: 'kPa', systolic: 18.9, diastolic: 11, meanArterial: 15.9, pulse: 60, time: null },
      flags: ['cuff-loose', 'pulse-out-of-range'],
    });
  });

  it('reads the shortest frame, and stamps it with the time it came in', () => {
    expect(decode('2a35', '00 8A00 5800 7800')).toEqual({
      element: {
        kind: 'blood-pressure',
        measuredAt: '2024-04-17T13:00:00.000Z',
        ...{ systolic: 138, diastolic: 88, meanArterial: 120, unit: 'mmHg', method: 'cuff' },
      },
    });
  });

  it('writes an unknown year as it is, so that the clock is doubted', () => {
    expect(decode('2a35', FULL_PRESSURE)).toMatchObject({ element: { measuredAt: '0000-04-17T20:41:59Z' } });
  });

  it('leaves a value that is no number where quarantine can name it', () => {
    expect(decode('2a35', '00 FF07 5800 FF07')).toMatchObject({ element: { systolic: null, diastolic: 88 } });
    expect(decode('2a35', '00 FE07 5800 FF07')).toMatchObject({ element: { systolic: 'HI' } });
    expect(decode('2a35', '00 FF07 5800 FF07')).not.toHaveProperty('element.meanArterial');
  });

  it('knows nobody behind user 255', () => {
    expect(decode('2a35', '08 8A00 5800 7800 FF')).not.toHaveProperty('element.userSlot');
    expect(decode('2a35', '08 8A00 5800 7800 02')).toHaveProperty('element.userSlot', 2);
  });
});

describe('glucose 2A18', () => {
  it('reads every field', () => {
    expect(decodeGlucose(hex(FULL_GLUCOSE))).toEqual({
      sequence: 1,
      time: { year: 2019, month: 2, day: 27, hours: 11, minutes: 10, seconds: 30 },
      offsetMinutes: -5,
      // 30 kg/L, which no blood has: that is for the range check to say.
      value: 3_000_000,
      unit: 'mg/dL',
      sample: 2,
      flags: ['battery-low', 'sensor-fault'],
    });
  });

  it.each([
    ['02 0100 E307021B0B0A1E 64B0 11', 100, 'mg/dL'],
    ['06 0100 E307021B0B0A1E 37C0 11', 5.5, 'mmol/L'],
  ])('turns concentrations into the units that people read', (frame, value, unit) => {
    expect(decode('2a18', frame)).toEqual({
      element: {
        ...{ kind: 'glucose', seq: 1, measuredAt: '2019-02-27T11:10:30+08:00' },
        ...{ value, unit, specimen: 'capillary' },
      },
    });
  });

  it.each([
    ['LO by the value', '02 0100 E307021B0B0A1E 0208 11', { value: 20, comparator: '<', unit: 'mg/dL' }],
    ['HI by the value', '06 0100 E307021B0B0A1E FE07 11', { value: 33.3, comparator: '>', unit: 'mmol/L' }],
    ['HI by the status', '0A 0100 E307021B0B0A1E 64B0 11 2000', { value: 600, comparator: '>' }],
    ['LO by the status', '0E 0100 E307021B0B0A1E FF07 11 4000', { value: 1.1, comparator: '<' }],
    ['LO by the status alone', '08 0100 E307021B0B0A1E 4000', { value: 20, comparator: '<' }],
  ])('says %s', (_name, frame, expected) => {
    expect(decode('2a18', frame)).toMatchObject({ element: expected });
  });

  it('moves the time by the offset, over midnight too', () => {
    const offset = (minutes: string) => decode('2a18', `03 0100 E307021B001900 ${minutes} 64B0 11`);
    expect(offset('E2FF')).toMatchObject({ element: { measuredAt: '2019-02-26T23:55:00+08:00' } });
  });

  it('keeps apart what was measured in: tissue, blood, and the fluid that a meter is checked with', () => {
    const sample = (type: string) => decode('2a18', `02 0100 E307021B0B0A1E 64B0 ${type}`);
    expect(sample('19')).toMatchObject({ element: { specimen: 'interstitial' } });
    expect(sample('13')).toMatchObject({ element: { specimen: 'capillary' } });
    expect(sample('1A')).toMatchObject({ reason: 'wrong-shape', detail: expect.stringContaining('control') as string });
  });

  it('leaves a missing concentration where quarantine can name it', () => {
    expect(decode('2a18', '00 0100 E307021B0B0A1E')).toMatchObject({ element: { value: null } });
  });
});

describe('glucose context 2A34', () => {
  it.each([
    ['02 0100 01', 'before'],
    ['02 0100 02', 'after'],
    ['02 0100 03', 'fasting'],
    ['02 0100 05', 'bedtime'],
    ['02 0100 04', null],
    ['00 0100', null],
  ])('reads the meal of %s', (frame, meal) => {
    expect(decode('2a34', frame)).toEqual({ context: { sequence: 1, meal } });
  });

  it('finds the meal among all other fields', () => {
    const everything = 'FF 0200 00 01 1E00 03 12 3C00 50 01 0200 41F0';
    expect(decode('2a34', everything)).toEqual({ context: { sequence: 2, meal: 'fasting' } });
  });
});

describe('heart rate 2A37', () => {
  it.each([
    ['00 55', { beatsPerMinute: 85, hasSkinContact: null, rrIntervalsMs: [] }],
    ['04 FF', { beatsPerMinute: 255, hasSkinContact: false, rrIntervalsMs: [] }],
    [FULL_HEART_RATE, { beatsPerMinute: 85, hasSkinContact: true, rrIntervalsMs: [32.2265625] }],
    [
      '1F 0101 3201 0100 0201 FFFF',
      {
        beatsPerMinute: 257,
        hasSkinContact: true,
        rrIntervalsMs: [1, 258, 65_535].map((units) => (units * 1000) / 1024),
      },
    ],
  ])('reads %s', (frame, expected) => {
    expect(decodeHeartRate(hex(frame))).toEqual(expected);
  });

  it('flags a sensor off the skin', () => {
    expect(decode('2a37', '04 50')).toMatchObject({ element: { value: 80, flags: ['sensor-fault'] } });
  });
});

describe('frames that lie', () => {
  it.each([
    ['2a35', 'BDF0 0B00 9FF0'],
    ['2a35', '02 8A00 5800 7800 E307 02'],
    ['2a37', '17 01 01'],
    ['2a37', ''],
    ['2a18', '1B 0100'],
  ] as const)('refuses %s with fewer bytes than its flags promise: %s', (characteristic, frame) => {
    expect(decode(characteristic, frame)).toMatchObject({
      reason: 'wrong-shape',
      detail: expect.stringMatching(/^2a\w\w: /) as string,
    });
  });

  it.each([
    ['2a35', FULL_PRESSURE],
    ['2a18', FULL_GLUCOSE],
    ['2a37', '0E 55 3200'],
    ['2a34', 'FF 0200 00 01 1E00 03 12 3C00 50 01 0200 41F0'],
  ] as const)('refuses every beginning of a %s, and one with a byte more', (characteristic, frame) => {
    const whole = hex(frame);
    for (let length = 0; length < whole.length; length += 1) {
      const part = Buffer.from(whole.subarray(0, length)).toString('hex');
      expect(decode(characteristic, part), `${length} bytes`).toMatchObject({ reason: 'wrong-shape' });
    }
    expect(decode(characteristic, `${frame} 00`)).toMatchObject({ reason: 'wrong-shape' });
  });
});

describe('the time a device shows', () => {
  const noon = { year: 2024, month: 7, day: 1, hours: 12, minutes: 0, seconds: 0 };

  it.each([
    ['Asia/Shanghai', '2024-07-01T12:00:00+08:00'],
    ['America/St_Johns', '2024-07-01T12:00:00-02:30'],
    ['UTC', '2024-07-01T12:00:00+00:00'],
    ['Europe/Berlin', '2024-07-01T12:00:00+02:00'],
  ])('is taken for that of the patient: %s', (timeZone, measuredAt) => {
    expect(toMeasuredAt(noon, 0, timeZone)).toBe(measuredAt);
  });

  it('follows the clock through its change', () => {
    const berlin = (day: number, hours: number) =>
      toMeasuredAt({ ...noon, month: 10, day, hours, minutes: 30 }, 0, 'Europe/Berlin');
    expect(berlin(27, 1)).toBe('2024-10-27T01:30:00+02:00');
    expect(berlin(27, 2)).toBe('2024-10-27T02:30:00+01:00');
    expect(berlin(27, 3)).toBe('2024-10-27T03:30:00+01:00');
  });

  it.each([
    [{ month: 0 }, '2024-00-01T12:00:00Z'],
    [{ month: 2, day: 30 }, '2024-02-30T12:00:00Z'],
    [{ hours: 24 }, '2024-07-01T24:00:00Z'],
  ])('is passed on as it is where no clock can show it: %o', (wrong, text) => {
    expect(toMeasuredAt({ ...noon, ...wrong }, 0, 'Asia/Shanghai')).toBe(text);
  });
});
