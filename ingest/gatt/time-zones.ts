import type { Sql } from 'postgres';
import { textColumn } from '../array-literal.ts';

/** The time zone that each device's clock is taken to show: that of whoever has it, else of the clinic. */
export const loadTimeZones = async (sql: Sql, deviceIds: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql<{ deviceId: string; timeZone: string }[]>`
    select device.id as "deviceId", coalesce(
      (
        select p.time_zone
        from device_assignments a join patients p on p.id = a.patient_id
        where a.device_id = device.id
        order by a.ends_at is null desc, a.starts_at desc
        limit 1
      ),
      (select time_zone from clinics limit 1),
      'UTC'
    ) as "timeZone"
    from unnest(${textColumn(deviceIds, (id) => id)}::text[]) as device (id)`;
  return new Map(rows.map(({ deviceId, timeZone }) => [deviceId, timeZone]));
};
