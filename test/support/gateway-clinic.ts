import { createHash, randomBytes } from 'node:crypto';
import postgres, { type Sql } from 'postgres';
import { newId } from '#database/ids.ts';

export type TestDevice = { deviceId: string; password: string; patientId: string };

export type TestClinic = {
  sql: Sql;
  /** A device of a patient of its own, assigned for the last two days and from now on. */
  addDevice(deviceId?: string): Promise<TestDevice>;
  addDevices(count: number, prefix?: string): Promise<TestDevice[]>;
  close(): Promise<void>;
};

/** Synthetic people with devices, written straight into the tables: what a gateway needs to be there. */
export const testClinic = (databaseUrl: string): TestClinic => {
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => undefined });

  const addDevices = async (count: number, prefix = 'device'): Promise<TestDevice[]> => {
    const devices = Array.from({ length: count }, (_, index) => ({
      deviceId: count === 1 ? prefix : `${prefix}-${index}`,
      password: randomBytes(32).toString('base64url'),
      patientId: newId(),
    }));
    const ids = devices.map(({ deviceId }) => deviceId);
    const patientIds = devices.map(({ patientId }) => patientId);
    const secrets = devices.map(({ password }) => createHash('sha256').update(password).digest('hex'));
    await sql.begin(async (tx) => {
      await tx`
        insert into patients (id, name, birth_date, sex, region, time_zone)
        select id, 'Patient ' || position, '1960-01-01', 'female', 'CN', 'Asia/Shanghai'
        from unnest(${patientIds}::uuid[]) with ordinality as patient (id, position)`;
      await tx`
        insert into devices (id, label, kinds, secret_sha256)
        select id, 'Sensor', '{glucose,blood-pressure,heart-rate}', decode(secret, 'hex')
        from unnest(${ids}::text[], ${secrets}::text[]) as device (id, secret)`;
      await tx`
        insert into device_assignments (id, device_id, patient_id, starts_at)
        select id::uuid, device_id, patient_id::uuid, now() - interval '2 days'
        from unnest(${ids.map(() => newId())}::text[], ${ids}::text[], ${patientIds}::text[])
          as assignment (id, device_id, patient_id)`;
    });
    return devices;
  };

  return {
    sql,
    addDevices,
    addDevice: async (deviceId = `device-${randomBytes(4).toString('hex')}`) => {
      const [device] = await addDevices(1, deviceId);
      if (!device) throw new Error('no device was added');
      return device;
    },
    close: () => sql.end({ timeout: 5 }),
  };
};
