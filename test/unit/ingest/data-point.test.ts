import { describe, expect, it } from 'vitest';
import type { Arrival } from '#ingest/arrival.ts';
import { splitDataPoints } from '#ingest/data-point/split-data-points.ts';
import { toItems, type Item } from '#ingest/item.ts';
import { isRejection } from '#ingest/rejection.ts';

const RECEIVED_AT = new Date('2026-03-01T08:00:00Z');

const bytesOf = (value: unknown): Uint8Array =>
  typeof value === 'string' ? Buffer.from(value) : Buffer.from(JSON.stringify(value));

const itemOf = (point: unknown): Item => {
  const arrival: Arrival = {
    source: { type: 'device', deviceId: 'intake-1' },
    payload: { type: 'data-point', bytes: bytesOf(point) },
    receivedAt: RECEIVED_AT,
  };
  const [item, ...others] = toItems(arrival, true, 'UTC');
  if (item === undefined || others.length > 0) throw new Error('one data point is one item');
  return item;
};

const schema = (name: string, version: string) => ({ namespace: 'omh', name, version });
const header = (name: string, version: string, more: object = {}) => ({
  id: '243c773b-8936-407e-9c23-270d0ea49cc4',
  creation_date_time: '2026-03-01T07:26:00Z',
  schema_id: schema(name, version),
  acquisition_provenance: { source_name: 'Home cuff', modality: 'sensed' },
  user_id: 'user-1',
  ...more,
});
const instant = { date_time: '2026-03-01T07:25:00-08:00' };
const at = { effective_time_frame: { date_time: '2026-03-01T07:25:00Z' } };
const pressure = (more: object = {}, version = '4.0') => ({
  header: header('blood-pressure', version),
  body: {
    systolic_blood_pressure: { value: 128, unit: 'mmHg' },
    diastolic_blood_pressure: { value: 82, unit: 'mmHg' },
    ...at,
    ...more,
  },
});
const sugar = (more: object = {}, version = '4.0') => ({
  header: header('blood-glucose', version),
  body: { blood_glucose: { value: 6.1, unit: 'mmol/L' }, specimen_source: 'capillary blood', ...at, ...more },
});
const pulse = (more: object = {}, version = '2.0') => ({
  header: header('heart-rate', version),
  body: { heart_rate: { value: 61, unit: 'beats/min' }, ...at, ...more },
});

describe('an Open mHealth data point', () => {
  it('of blood pressure is one paired reading; posture, place and provenance are read over', () => {
    const { reading, rejection } = itemOf(
      pressure({
        body_posture: 'sitting',
        measurement_location: 'left upper arm',
        temporal_relationship_to_physical_activity: 'at rest',
      }),
    );
    expect(rejection).toBeNull();
    expect(reading).toEqual({
      kind: 'blood-pressure',
      messageId: '243c773b-8936-407e-9c23-270d0ea49cc4',
      measuredAt: '2026-03-01T07:25:00Z',
      systolic: 128,
      diastolic: 82,
      unit: 'mmHg',
    });
  });

  it.each([
    ['capillary blood', 'capillary'],
    ['interstitial fluid', 'interstitial'],
  ])('of glucose in %s is a reading', (specimen_source, specimen) => {
    expect(itemOf(sugar({ specimen_source })).reading).toMatchObject({ value: 6.1, unit: 'mmol/L', specimen });
  });

  it.each([
    [{ temporal_relationship_to_meal: 'fasting' }, 'fasting'],
    [{ temporal_relationship_to_meal: 'before lunch' }, 'before'],
    [{ temporal_relationship_to_meal: '2 hours postprandial' }, 'after'],
    [{ temporal_relationship_to_sleep: 'before sleeping' }, 'bedtime'],
    [{ temporal_relationship_to_meal: 'after dinner', temporal_relationship_to_sleep: 'before sleeping' }, 'after'],
    [{ temporal_relationship_to_meal: 'with meal' }, undefined],
    [{ temporal_relationship_to_meal: 'constructor' }, undefined],
  ])('keeps the meal where it says before or after: %j', (more, meal) => {
    const { reading } = itemOf(sugar(more));
    expect(reading).toMatchObject({ kind: 'glucose' });
    expect((reading as { meal?: string }).meal).toBe(meal);
  });

  it.each([
    ['at rest', 'rest'],
    ['during exercise', 'active'],
    ['after exercise', 'unknown'],
  ])('of heart rate %s has the context %s', (temporal_relationship_to_physical_activity, context) => {
    const { row } = itemOf(pulse({ temporal_relationship_to_physical_activity }));
    expect(row).toMatchObject({ heartRate: 61, context });
  });

  it.each([
    pressure({}, '3.0'),
    pressure({}, '3.1'),
    pressure({}, '4.x'),
    sugar({}, '3.0'),
    pulse({}, '1.0'),
    pulse({}, '1.1'),
  ])('is taken in version $header.schema_id.version of $header.schema_id.name', (point) => {
    expect(itemOf(point).rejection).toBeNull();
  });

  it.each([
    schema('blood-pressure', '2.0'),
    schema('blood-pressure', '44.0'),
    schema('body-weight', '2.0'),
    { ...schema('blood-pressure', '4.0'), namespace: 'granola' },
    { ...schema('blood-pressure', '4.0'), version: 4 },
    'omh:blood-pressure:4.0',
    undefined,
  ])('of another schema is held: %j', (schema_id) => {
    const point = pressure();
    expect(itemOf({ ...point, header: { ...point.header, schema_id } }).rejection).toMatchObject({
      reason: 'wrong-shape',
    });
  });

  it('may have the header of IEEE 1752.1, which calls its id uuid', () => {
    const rest = header('blood-pressure', '4.0', {
      id: undefined,
      uuid: 'd9c46d90-4e36-4c3e-a331-28d7c2b84c4d',
      source_creation_date_time: '2026-03-01T07:26:00Z',
      modality: 'sensed',
    });
    expect(itemOf({ ...pressure(), header: rest }).reading).toMatchObject({
      messageId: 'd9c46d90-4e36-4c3e-a331-28d7c2b84c4d',
    });
  });

  it.each([
    ['no id', { ...pressure(), header: { ...pressure().header, id: undefined } }, 'wrong-shape'],
    ['an id that cannot be stored', { ...pressure(), header: { ...pressure().header, id: 'a\u0000' } }, 'wrong-shape'],
    ['no diastolic', pressure({ diastolic_blood_pressure: undefined }), 'wrong-shape'],
    ['no time', pressure({ effective_time_frame: undefined }), 'wrong-shape'],
    ['a unit of nobody', pressure({ systolic_blood_pressure: { value: 128, unit: 'mmhg' } }), 'wrong-shape'],
    ['two units', pressure({ diastolic_blood_pressure: { value: 11, unit: 'kPa' } }), 'wrong-shape'],
    ['a value as text', pressure({ systolic_blood_pressure: { value: '128', unit: 'mmHg' } }), 'not-a-number'],
    ['an impossible pair', pressure({ systolic_blood_pressure: { value: 80, unit: 'mmHg' } }), 'impossible-pair'],
    ['no specimen', sugar({ specimen_source: undefined }), 'wrong-shape'],
    ['another fluid', sugar({ specimen_source: 'saliva' }), 'wrong-shape'],
    ['a heart rate in hertz', pulse({ heart_rate: { value: 1, unit: 'Hz' } }), 'wrong-shape'],
    [
      'a time without an offset',
      pulse({ effective_time_frame: { date_time: '2026-03-01T07:25:00' } }),
      'impossible-date',
    ],
    ['a time to come', pulse({ effective_time_frame: { date_time: '2026-03-02T07:25:00Z' } }), 'future-clock'],
  ])('with %s is held', (_, point, reason) => {
    expect(itemOf(point).rejection?.reason).toBe(reason);
  });
});

describe('a value made of many', () => {
  it.each(['average', 'maximum', 'median', 'anything new'])(
    '(%s) is no reading, and may point to danger',
    (statistic) => {
      const { reading, rejection, element } = itemOf(pressure({ descriptive_statistic: statistic }));
      expect([reading, rejection?.reason]).toEqual([null, 'not-a-measurement']);
      expect(element).toMatchObject({ systolic: 128 });
    },
  );

  it.each([
    pressure({ descriptive_statistic: 'standard deviation' }),
    pressure({ descriptive_statistic: 'count' }),
    pulse({ descriptive_statistic: 'maximum' }),
    pulse({
      effective_time_frame: {
        time_interval: { end_date_time: '2026-03-01T07:25:00Z', duration: { value: 1, unit: 'd' } },
      },
    }),
  ])('that says nothing of a level, or is a heart’s, points to none: $body', (point) => {
    const { rejection, element } = itemOf(point);
    expect(rejection?.reason).toBe('not-a-measurement');
    expect(element).toEqual({ measuredAt: '2026-03-01T07:25:00Z' });
  });
});

describe('an effective time frame', () => {
  const timeOf = (effective_time_frame: unknown) => {
    const { reading, rejection } = itemOf(pulse({ effective_time_frame }));
    return rejection?.reason ?? reading?.measuredAt;
  };
  const interval = (time_interval: object) => timeOf({ time_interval });
  const start_date_time = '2026-03-01T07:25:00Z';
  const end_date_time = '2026-03-01T15:26:00+08:00';

  it('is an instant as it was sent', () => {
    expect(itemOf({ ...pulse(), body: { ...pulse().body, effective_time_frame: instant } }).rejection?.reason).toBe(
      'future-clock',
    );
    expect(timeOf({ date_time: '2026-03-01T07:25:00.123Z' })).toBe('2026-03-01T07:25:00.123Z');
  });

  it('that is an interval counts at its end, when the value was known', () => {
    expect(interval({ start_date_time, end_date_time })).toBe(end_date_time);
    expect(interval({ end_date_time, duration: { value: 40, unit: 'sec' } })).toBe(end_date_time);
    expect(interval({ start_date_time, duration: { value: 1.5, unit: 'min' } })).toBe('2026-03-01T07:26:30.000Z');
  });

  it('of more than 15 min sums up many measurements', () => {
    expect(interval({ start_date_time: '2026-03-01T00:00:00Z', end_date_time })).toBe('not-a-measurement');
    expect(interval({ start_date_time, duration: { value: 1, unit: 'd' } })).toBe('not-a-measurement');
    expect(interval({ start_date_time, duration: { value: 15, unit: 'min' } })).toBe('2026-03-01T07:40:00.000Z');
  });

  it.each([
    { date: '2026-03-01', part_of_day: 'morning' },
    { start_date_time },
    { start_date_time: '2026-03-01T07:25:00', duration: { value: 1, unit: 'min' } },
    { start_date_time, duration: { value: 1, unit: 'fortnight' } },
    { start_date_time, duration: { value: -1, unit: 'min' } },
    { start_date_time: end_date_time, end_date_time: start_date_time },
    { start_date_time: 'noon', end_date_time: 'night' },
  ])('that names no instant leaves the value to be judged as of when it came: %j', (time_interval) => {
    const { reading, rejection } = itemOf(pulse({ effective_time_frame: { time_interval } }));
    expect(rejection?.reason).toBe('impossible-date');
    expect(reading).toMatchObject({ value: 61, measuredAt: RECEIVED_AT.toISOString() });
  });
});

describe('a reading of our own form', () => {
  const reading = { kind: 'heart-rate', value: 61, unit: '/min', measuredAt: '2026-03-01T07:25:00Z', messageId: '7' };

  it('stands beside the sender’s user', () => {
    expect(itemOf({ userId: 'user-1', reading }).reading).toEqual(reading);
  });

  it.each([
    [{ userId: 'user-1', reading: { ...reading, patientId: 'x' } }],
    [{ userId: 'user-1' }],
    [{ userId: 'user-1', reading, header: {}, body: {} }],
    [reading],
    [[reading]],
    ['"text"'],
    ['nonsense'],
  ])('is nothing else: %j', (point) => {
    expect(itemOf(point).rejection).not.toBeNull();
  });
});

describe('a document', () => {
  const split = (document: unknown) => {
    const points = splitDataPoints(bytesOf(document));
    return isRejection(points)
      ? points.reason
      : points.map(({ bytes, externalUserId }) => [Buffer.from(bytes).toString(), externalUserId]);
  };

  it('is one data point or an array of them, each with its bytes as they came', () => {
    expect(split('[ {"userId": "a", "n":1.0} ,{"header":{"user_id":"b"}}]')).toEqual([
      ['{"userId": "a", "n":1.0}', 'a'],
      ['{"header":{"user_id":"b"}}', 'b'],
    ]);
    expect(split('{"userId":"a"}')).toEqual([['{"userId":"a"}', 'a']]);
    expect(split('[]')).toEqual([]);
  });

  it('names a user in the header, or beside the reading, and only as text that can be stored', () => {
    const users = [{ header: {}, userId: 'a' }, { userId: 7 }, { userId: '' }, { userId: 'a\u0000' }, [], null, 'a'];
    const broken = '{"userId":"\\ud800"}';
    expect(split(`[${users.map((user) => JSON.stringify(user)).join()},${broken}]`)).toEqual(
      [...users.map((user) => JSON.stringify(user)), broken].map((text) => [text, null]),
    );
    expect(split({ userId: 'x'.repeat(201) })).toEqual([[expect.any(String), null]]);
  });

  it('is refused as a whole when it cannot be read', () => {
    expect(split('{"userId": ')).toBe('malformed-json');
    expect(split(`[${Array.from({ length: 501 }, () => '1').join()}]`)).toBe('too-many-elements');
  });
});
