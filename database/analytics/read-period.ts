import type { TransactionSql } from 'postgres';

/** Calendar days of the clinic, both included. Undefined: until today, and thirty days long. */
export type AskedPeriod = { from: string | undefined; to: string | undefined };

export type Period = { from: string; to: string; timeZone: string; fromAt: Date; beforeAt: Date };

const DEFAULT_DAYS = 30;

/** The days that are asked for and when they begin and end, by the clinic's clock: UTC where nobody has set it. */
export const readPeriod = async (tx: TransactionSql, { from, to }: AskedPeriod): Promise<Period> => {
  const [period] = await tx<Period[]>`
    with zone as (select coalesce((select time_zone from clinics limit 1), 'UTC') as name),
    last as (select name, coalesce(${to ?? null}::date, (now() at time zone name)::date) as day from zone),
    days as (select name, coalesce(${from ?? null}::date, day - ${DEFAULT_DAYS - 1}::int) as first, day as last from last)
    select first::text as "from", last::text as "to", name as "timeZone",
      first::timestamp at time zone name as "fromAt", (last + 1)::timestamp at time zone name as "beforeAt"
    from days`;
  if (period === undefined) throw new Error('the database answered no period');
  return period;
};
