import { createServer, type AddressInfo } from 'node:net';
import { Aedes } from 'aedes';
import postgres from 'postgres';
import { newId } from '#database/ids.ts';

/**
 * What the gateway is measured against: the same broker, `JSON.parse`, the same UNNEST of rows of the same shape into the
 * same table, acknowledged after commit, and nothing else. No sign-in, no validation, no detection, no findings.
 *
 * usage: node bare-gateway.ts DATABASE_URL
 */
type Parsed = {
  kind: string;
  messageId: string;
  measuredAt: string;
  value?: number;
  systolic?: number;
  diastolic?: number;
  pulse?: number;
  specimen?: string;
  context?: string;
};
type Waiting = { deviceId: string; payload: string | Buffer; done: () => void };

const MAX_BATCH = 2000;

const sql = postgres(process.argv[2] ?? '', { max: 2, onnotice: () => undefined, connection: { TimeZone: 'UTC' } });
const patientOf = new Map(
  (await sql<{ device_id: string; patient_id: string }[]>`select device_id, patient_id from device_assignments`).map(
    (row) => [row.device_id, row.patient_id],
  ),
);

const column = <T>(rows: readonly T[], get: (row: T) => string | number | undefined): string =>
  `{${rows.map((row) => get(row) ?? 'NULL').join(',')}}`;

const insert = async (batch: readonly Waiting[]): Promise<void> => {
  const receivedAt = new Date().toISOString();
  const rows = batch.flatMap(({ deviceId, payload }) => {
    const parsed = JSON.parse(payload.toString()) as Parsed | Parsed[];
    return (Array.isArray(parsed) ? parsed : [parsed]).map((reading) => ({ deviceId, reading }));
  });
  await sql`
    insert into observations (
      id, patient_id, kind, source, source_key, measured_at, effective_at, received_at,
      systolic, diastolic, mean_arterial, pulse, glucose, heart_rate,
      comparator, method, specimen, meal, context, steps, rr_intervals_ms, user_slot, flags, original
    )
    select id, patient_id, kind, source, source_key, measured_at, measured_at, received_at,
      systolic, diastolic, mean_arterial, pulse, glucose, heart_rate,
      comparator, method, specimen, meal, context, steps, rr_intervals_ms::float8[], user_slot, flags::text[],
      original::jsonb
    from unnest(
      ${column(rows, () => newId())}::uuid[],
      ${column(rows, ({ deviceId }) => patientOf.get(deviceId))}::uuid[],
      ${column(rows, ({ reading }) => reading.kind)}::text[],
      ${column(rows, ({ deviceId }) => deviceId)}::text[],
      ${column(rows, ({ reading }) => `m:${reading.messageId}`)}::text[],
      ${column(rows, ({ reading }) => reading.measuredAt)}::timestamptz[],
      ${column(rows, () => receivedAt)}::timestamptz[],
      ${column(rows, ({ reading }) => reading.systolic)}::float8[],
      ${column(rows, ({ reading }) => reading.diastolic)}::float8[],
      '{}'::float8[],
      ${column(rows, ({ reading }) => reading.pulse)}::float8[],
      ${column(rows, ({ reading }) => (reading.kind === 'glucose' ? reading.value : undefined))}::float8[],
      ${column(rows, ({ reading }) => (reading.kind === 'heart-rate' ? reading.value : undefined))}::float8[],
      '{}'::text[],
      ${column(rows, ({ reading }) => (reading.kind === 'blood-pressure' ? 'cuff' : undefined))}::text[],
      ${column(rows, ({ reading }) => reading.specimen)}::text[],
      '{}'::text[],
      ${column(rows, ({ reading }) => reading.context)}::text[],
      '{}'::int[],
      '{}'::text[],
      '{}'::int[],
      '{}'::text[],
      '{}'::text[]
    ) as reading (
      id, patient_id, kind, source, source_key, measured_at, received_at,
      systolic, diastolic, mean_arterial, pulse, glucose, heart_rate,
      comparator, method, specimen, meal, context, steps, rr_intervals_ms, user_slot, flags, original
    )
    on conflict do nothing
    returning id`;
};

let waiting: Waiting[] = [];
let isCommitting = false;
const commitAll = async (): Promise<void> => {
  isCommitting = true;
  await new Promise(setImmediate);
  while (waiting.length > 0) {
    const batch = waiting.slice(0, MAX_BATCH);
    waiting = waiting.slice(MAX_BATCH);
    await insert(batch);
    for (const { done } of batch) done();
  }
  isCommitting = false;
};

const broker = await Aedes.createBroker({
  authorizePublish: (_client, { topic, payload }, done) => {
    waiting.push({ deviceId: topic.split('/')[2] ?? '', payload, done: () => done(null) });
    if (!isCommitting) void commitAll();
  },
});
const server = createServer((socket) => {
  socket.setNoDelay(true);
  broker.handle(socket);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', ports: { mqtt: (server.address() as AddressInfo).port } });
});
process.once('SIGTERM', () => process.exit());
process.once('disconnect', () => process.exit());
