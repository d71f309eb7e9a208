import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { CLINICIAN_STATES, type ClinicianState } from '#contracts/waiting-room.ts';
import type { Database } from '#database/client.ts';
import { PRESENCE_LASTS_S } from '../presences/write-presences.ts';

/** In a visit, or being in one in a moment, comes before everything: so it is from another place, too. */
export const readClinicianState = async (db: Database, clinicianId: string): Promise<ClinicianState> => {
  const [row] = await db.execute(sql`
    select case
      when exists (
        select 1 from consultations
        where clinician_id = ${clinicianId} and state in ('ringing', 'admitted', 'in_progress')
      ) then 'in-call'
      when exists (
        select 1 from clinician_presences
        where user_id = ${clinicianId} and seen_at > now() - ${PRESENCE_LASTS_S} * interval '1 second'
      ) then 'free'
      else 'away'
    end as state`);
  return z.object({ state: z.enum(CLINICIAN_STATES) }).parse(row).state;
};
