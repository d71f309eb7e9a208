import { createHmac, randomUUID } from 'node:crypto';
import { IntakeReceipt, IntakeSecret } from '#contracts/intake.ts';
import type { Person } from './people.ts';

/** A sender of webhooks, as somebody else's system would be. */
export type Sender = { url: string; sourceId: string; secret: string };

export const createSource = async (url: string, administrator: Person, id: string): Promise<Sender> => {
  const answer = await administrator.send('POST', '/api/intake-sources', { id, label: 'Phones of the region' });
  if (answer.status !== 201) throw new Error(`creating a source answered ${answer.status}`);
  return { url, sourceId: id, secret: IntakeSecret.parse(await answer.json()).secret };
};

export type SendOptions = { id?: string; at?: number; signature?: string; headers?: Record<string, string> };

/** Signs as Standard Webhooks says, and sends. */
export const send = (
  { url, sourceId, secret }: Sender,
  document: unknown,
  { id = `msg_${randomUUID()}`, at = Math.floor(Date.now() / 1000), signature, headers = {} }: SendOptions = {},
): Promise<Response> => {
  const body = document instanceof Uint8Array ? Buffer.from(document) : Buffer.from(JSON.stringify(document));
  return fetch(`${url}/api/intake/${sourceId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': signature ?? sign(secret, `${id}.${at}.`, body),
      ...headers,
    },
    body,
  });
};

/** The header's value as Standard Webhooks computes it. */
export const sign = (secret: string, prefix: string, body: Uint8Array): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(prefix)
    .update(body)
    .digest('base64')}`;

export const fatesOf = async (answer: Response): Promise<IntakeReceipt['fates']> =>
  IntakeReceipt.parse(await answer.json()).fates;

/** Data points as Open mHealth writes them; `minutes` are from now. */
const headerOf = (user_id: string, name: string, version: string) => ({
  id: randomUUID(),
  creation_date_time: new Date().toISOString(),
  schema_id: { namespace: 'omh', name, version },
  acquisition_provenance: { source_name: 'A cuff at home', modality: 'sensed' },
  user_id,
});
const frameOf = (minutes: number) => ({
  effective_time_frame: { date_time: new Date(Date.now() + minutes * 60_000).toISOString() },
});

export const omhPressure = (userId: string, systolic: unknown, diastolic: unknown, minutes = -1) => ({
  header: headerOf(userId, 'blood-pressure', '4.0'),
  body: {
    systolic_blood_pressure: { value: systolic, unit: 'mmHg' },
    diastolic_blood_pressure: { value: diastolic, unit: 'mmHg' },
    body_posture: 'sitting',
    ...frameOf(minutes),
  },
});

export const omhGlucose = (userId: string, value: unknown, minutes = -1) => ({
  header: headerOf(userId, 'blood-glucose', '4.0'),
  body: { blood_glucose: { value, unit: 'mmol/L' }, specimen_source: 'capillary blood', ...frameOf(minutes) },
});

export const omhPulse = (userId: string, value: unknown, minutes = -1) => ({
  header: headerOf(userId, 'heart-rate', '2.0'),
  body: { heart_rate: { value, unit: 'beats/min' }, ...frameOf(minutes) },
});
