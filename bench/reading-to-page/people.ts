import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { newId } from '#database/ids.ts';
import type { LoadDevice } from '../load/plan.ts';

/** Someone who cares for patients, signed in. */
export type Clinician = { userId: string; cookie: string; patientIds: readonly string[] };

/** A patient whose one reading will go wrong, and the device that sends it. */
export type AlertingPatient = { patientId: string; device: LoadDevice };

/** The session cookie as the server sets it: the token and its HMAC-SHA256, percent-encoded. */
const sessionCookie = (token: string, authSecret: string): string => {
  const signature = createHmac('sha256', authSecret).update(token).digest('base64');
  return `kanhu.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
};

export const createAlertingPatients = async (sql: Sql, count: number): Promise<AlertingPatient[]> => {
  const patients = Array.from({ length: count }, (_, index) => ({
    patientId: newId(),
    device: { deviceId: `alerting-${index}`, password: randomBytes(32).toString('base64url') },
  }));
  const ids = patients.map(({ patientId }) => patientId);
  const deviceIds = patients.map(({ device }) => device.deviceId);
  const secrets = patients.map(({ device }) => createHash('sha256').update(device.password).digest('hex'));
  await sql.begin(async (tx) => {
    await tx`
      insert into patients (id, name, birth_date, sex, region, time_zone)
      select id, 'Alerting ' || position, '1960-01-01', 'male', 'CN', 'Asia/Shanghai'
      from unnest(${ids}::uuid[]) with ordinality as patient (id, position)`;
    await tx`
      insert into devices (id, label, kinds, secret_sha256)
      select id, 'Meter', '{glucose,blood-pressure}', decode(secret, 'hex')
      from unnest(${deviceIds}::text[], ${secrets}::text[]) as device (id, secret)`;
    await tx`
      insert into device_assignments (id, device_id, patient_id, starts_at)
      select id::uuid, device_id, patient_id::uuid, now() - interval '1 month'
      from unnest(${ids.map(() => newId())}::text[], ${deviceIds}::text[], ${ids}::text[])
        as assignment (id, device_id, patient_id)`;
  });
  return patients;
};

/** Doctors with a session each and the patients in their care. A password for each would take a minute to hash. */
export const createClinicians = async (
  sql: Sql,
  authSecret: string,
  patientsOf: readonly (readonly string[])[],
): Promise<Clinician[]> => {
  const people = patientsOf.map((patientIds) => ({
    userId: newId(),
    sessionId: newId(),
    token: randomBytes(24).toString('base64url'),
    patientIds,
  }));
  const userIds = people.map(({ userId }) => userId);
  const sessionIds = people.map(({ sessionId }) => sessionId);
  const tokens = people.map(({ token }) => token);
  const memberships = people.flatMap(({ userId, patientIds }) =>
    patientIds.map((patientId) => ({ id: newId(), user_id: userId, patient_id: patientId })),
  );
  await sql.begin(async (tx) => {
    await tx`
      insert into users (id, name, email, email_verified, role, profession)
      select id, 'Dr ' || position, 'doctor-' || position || '@example.org', true, 'clinician', 'doctor'
      from unnest(${userIds}::uuid[]) with ordinality as person (id, position)`;
    await tx`
      insert into sessions (id, user_id, token, expires_at)
      select id::uuid, user_id::uuid, token, now() + interval '12 hours'
      from unnest(${sessionIds}::text[], ${userIds}::text[], ${tokens}::text[]) as session (id, user_id, token)`;
    await tx`
      insert into care_team_members (id, patient_id, user_id, role, starts_at)
      select id, patient_id, user_id, 'doctor', now() - interval '1 day'
      from jsonb_to_recordset(${tx.json(memberships)}) as member (id uuid, patient_id uuid, user_id uuid)`;
  });
  return people.map(({ userId, token, patientIds }) => ({
    userId,
    patientIds,
    cookie: sessionCookie(token, authSecret),
  }));
};
