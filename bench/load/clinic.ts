import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { newId } from '#database/ids.ts';
import type { LoadDevice } from './plan.ts';

/** As many synthetic patients as devices, each with one device since a month ago, and partitions as the server makes them. */
export const createLoadClinic = async (sql: Sql, count: number): Promise<LoadDevice[]> => {
  const devices = Array.from({ length: count }, (_, index) => ({
    deviceId: `load-${index}`,
    password: randomBytes(32).toString('base64url'),
    patientId: newId(),
  }));
  const ids = devices.map(({ deviceId }) => deviceId);
  const patientIds = devices.map(({ patientId }) => patientId);
  const secrets = devices.map(({ password }) => createHash('sha256').update(password).digest('hex'));
  await sql`select create_observation_partitions((now() - interval '2 months')::date, (now() + interval '1 month')::date)`;
  await sql.begin(async (tx) => {
    await tx`insert into clinics (name, time_zone) values ('Load', 'Asia/Shanghai')`;
    await tx`
      insert into patients (id, name, birth_date, sex, region, time_zone)
      select id, 'Patient ' || position, '1960-01-01', 'female', 'CN', 'Asia/Shanghai'
      from unnest(${patientIds}::uuid[]) with ordinality as patient (id, position)`;
    await tx`
      insert into devices (id, label, kinds, secret_sha256)
      select id, 'Load', '{glucose,blood-pressure,heart-rate}', decode(secret, 'hex')
      from unnest(${ids}::text[], ${secrets}::text[]) as device (id, secret)`;
    await tx`
      insert into device_assignments (id, device_id, patient_id, starts_at)
      select id::uuid, device_id, patient_id::uuid, now() - interval '1 month'
      from unnest(${ids.map(() => newId())}::text[], ${ids}::text[], ${patientIds}::text[])
        as assignment (id, device_id, patient_id)`;
  });
  return devices;
};
