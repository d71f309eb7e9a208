import type { Meal } from '#contracts/reading.ts';
import { isRejection, type Rejection } from '../rejection.ts';
import { isRecord } from '../validate.ts';
import { readEffectiveTime } from './effective-time.ts';

type Fields = Record<string, unknown>;

/** A body as the element that a device would send as JSON; what is no number or unit of ours is left for the contract to refuse. */
type ToElement = (body: Fields) => Fields;

const quantity = (value: unknown): { value: unknown; unit: unknown } =>
  isRecord(value) ? { value: value['value'], unit: value['unit'] } : { value: undefined, unit: undefined };

const bloodPressure: ToElement = (body) => {
  const systolic = quantity(body['systolic_blood_pressure']);
  const diastolic = quantity(body['diastolic_blood_pressure']);
  return {
    kind: 'blood-pressure',
    systolic: systolic.value,
    diastolic: diastolic.value,
    unit: systolic.unit === diastolic.unit ? systolic.unit : null,
  };
};

/** The fluids that the rules know apart (specimen-source-2.0 has others, which no rule of ours is about). */
const SPECIMEN: Readonly<Record<string, string>> = {
  'capillary blood': 'capillary',
  'interstitial fluid': 'interstitial',
};

/** temporal-relationship-to-meal-1.2, as far as it says before or after; `with meal` and `not fasting` say neither. */
const MEAL: Readonly<Record<string, Meal>> = {
  fasting: 'fasting',
  'before meal': 'before',
  'before breakfast': 'before',
  'before lunch': 'before',
  'before dinner': 'before',
  'after meal': 'after',
  'after breakfast': 'after',
  'after lunch': 'after',
  'after dinner': 'after',
  '2 hours postprandial': 'after',
};

const glucose: ToElement = (body) => {
  const { value, unit } = quantity(body['blood_glucose']);
  const isAtBedtime = body['temporal_relationship_to_sleep'] === 'before sleeping';
  return {
    kind: 'glucose',
    value,
    unit,
    specimen: wordIn(SPECIMEN, body['specimen_source']),
    meal: wordIn(MEAL, body['temporal_relationship_to_meal']) ?? (isAtBedtime ? 'bedtime' : undefined),
  };
};

/** temporal-relationship-to-physical-activity-1.0; a heart shortly before or after exercise is neither. */
const ACTIVITY: Readonly<Record<string, string>> = { 'at rest': 'rest', active: 'active', 'during exercise': 'active' };

const heartRate: ToElement = (body) => {
  const { value, unit } = quantity(body['heart_rate']);
  return {
    kind: 'heart-rate',
    value,
    unit: unit === 'beats/min' ? '/min' : unit,
    context: wordIn(ACTIVITY, body['temporal_relationship_to_physical_activity']),
  };
};

const wordIn = <T>(words: Readonly<Record<string, T>>, word: unknown): T | undefined =>
  typeof word === 'string' && Object.hasOwn(words, word) ? words[word] : undefined;

const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The schemas of `namespace` omh that are read, each with the major versions whose bodies have this form. */
const SCHEMAS: Readonly<Record<string, { majors: readonly string[]; toElement: ToElement }>> = {
  'blood-pressure': { majors: ['3', '4'], toElement: bloodPressure },
  'blood-glucose': { majors: ['3', '4'], toElement: glucose },
  'heart-rate': { majors: ['1', '2'], toElement: heartRate },
};

/** Statistics that are in the unit of what was measured and say nothing of its level: on no side of a threshold. */
const SPREADS = new Set<unknown>(['standard deviation', 'variance', 'sum', 'count', 'quartile deviation']);

export type Mapped = { element: Fields | undefined; rejection: Rejection | null };

/**
 * An Open mHealth data point (header-1.x or the header of IEEE 1752.1, and one of three bodies) as an element. A value
 * made of many measurements is not a reading.
 */
export const mapOpenMHealth = (header: Fields, body: Fields): Mapped => {
  const toElement = mappingFor(header['schema_id']);
  if (isRejection(toElement)) return { element: undefined, rejection: toElement };
  const { measuredAt, rejection } = readEffectiveTime(body['effective_time_frame']);
  // IEEE 1752.1 calls it uuid.
  const messageId = header['id'] ?? header['uuid'];
  const element = present({ ...toElement(body), messageId, measuredAt });
  const statistic = body['descriptive_statistic'];
  if (statistic !== undefined || rejection?.reason === 'not-a-measurement') {
    // An average pressure or the lowest glucose of a day may point to danger; the fastest pulse of a day is exercise.
    const isLevel = element['kind'] !== 'heart-rate' && !SPREADS.has(statistic);
    return {
      element: isLevel ? element : present({ measuredAt }),
      rejection: statistic === undefined ? rejection : STATISTIC,
    };
  }
  return { element, rejection: rejection ?? (messageId === undefined ? NO_ID : null) };
};

const STATISTIC: Rejection = {
  reason: 'not-a-measurement',
  detail: 'descriptive_statistic: a value made of many measurements is not a reading',
};
const NO_ID: Rejection = { reason: 'wrong-shape', detail: 'header.id: is missing' };

const mappingFor = (schemaId: unknown): ToElement | Rejection => {
  const { namespace, name, version } = isRecord(schemaId) ? schemaId : {};
  const schema = namespace === 'omh' ? wordIn(SCHEMAS, name) : undefined;
  const major = typeof version === 'string' ? /^(\d+)\.(?:\d+|x)$/.exec(version)?.[1] : undefined;
  if (schema !== undefined && major !== undefined && schema.majors.includes(major)) return schema.toElement;
  const detail = 'header.schema_id: taken are omh blood-pressure 3 and 4, blood-glucose 3 and 4, heart-rate 1 and 2';
  return { reason: 'wrong-shape', detail };
};
