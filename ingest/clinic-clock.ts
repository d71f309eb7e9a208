import type { Sql } from 'postgres';

/** `wall`: our own clock. `event`: each patient's clock is the latest measurement seen, for a throw-away clinic. */
export type ClinicClock = 'wall' | 'event';

/** Which clock this database's clinic runs on. */
export const readClinicClock = async (sql: Sql): Promise<ClinicClock> => {
  const [clinic] = await sql<{ clock: ClinicClock }[]>`select clock from clinics`;
  return clinic?.clock ?? 'wall';
};

/** Event time in a clinic with people in it would page them years late, or never. */
export const requireEventClinic = async (sql: Sql): Promise<void> => {
  if ((await readClinicClock(sql)) === 'event') return;
  throw new Error('event time is only for a throw-away clinic: the clinic in this database runs on the wall clock');
};
