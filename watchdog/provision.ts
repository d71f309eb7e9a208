import { createHash } from 'node:crypto';
import type { Sql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import { WATCHDOG_DEVICE_ID, WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';
import { newId } from '#database/ids.ts';

const WATCHDOG: Actor = { type: 'system', id: 'watchdog' };

/**
 * Makes the device whose breaches are watched, the record they are about, and gives it this secret. Does nothing where all
 * is as it should be, so that it can be repeated: after the database was restored, or given another secret.
 */
export const provision = (sql: Sql, secret: string): Promise<void> =>
  sql
    .begin(async (tx) => {
      const hash = createHash('sha256').update(secret).digest();
      await tx`
      insert into patients (id, name, birth_date, sex, region, time_zone)
      values (${WATCHDOG_PATIENT_ID}, 'Watchdog', '2000-01-01', 'unknown', 'CN', 'UTC')
      on conflict (id) do nothing`;
      const changed = await tx`
      insert into devices as device (id, label, kinds, secret_sha256)
      values (${WATCHDOG_DEVICE_ID}, 'Watchdog', array['blood-pressure'], ${hash})
      on conflict (id) do update set secret_sha256 = excluded.secret_sha256, revoked_at = null
      where device.secret_sha256 <> excluded.secret_sha256 or device.revoked_at is not null
      returning id`;
      await tx`
      insert into device_assignments (id, device_id, patient_id, starts_at)
      select ${newId()}, ${WATCHDOG_DEVICE_ID}, ${WATCHDOG_PATIENT_ID}, '2000-01-01'
      where not exists (select 1 from device_assignments where device_id = ${WATCHDOG_DEVICE_ID})`;
      if (changed.length === 0) return;
      await tx`
      insert into audit_log (at, actor, action, patient_id, subject_type, subject_id)
      values (now(), ${tx.json(WATCHDOG)}, 'watchdog:provisioned', null, 'device', ${WATCHDOG_DEVICE_ID})`;
    })
    .then(() => undefined);
