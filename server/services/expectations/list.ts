import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ExpectationList, type EndedExpectation } from '#contracts/expectation.ts';
import type { Database, Transaction } from '#database/client.ts';
import { SECOND_ACCOUNT } from '#ingest/second-accounts/set-aside.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';

const Row = z.object({
  id: z.string(),
  kind: z.string(),
  deviceId: z.string().nullable(),
  deviceLabel: z.string().nullable(),
  everyMinutes: z.number(),
  since: z.coerce.date(),
  lastReadingAt: z.coerce.date().nullable(),
  isSilent: z.boolean(),
});

/** What is expected of one patient now, and when the last such reading was taken. */
export const loadExpectations = async (db: Database | Transaction, patientId: string): Promise<ExpectationList> => {
  const rows = await db.execute(sql`
    select e.id, e.kind, e.device_id as "deviceId", d.label as "deviceLabel", e.every_minutes as "everyMinutes",
      e.starts_at as since, e.told_onset_at is not null as "isSilent", last.effective_at as "lastReadingAt"
    from reading_expectations e
    left join devices d on d.id = e.device_id
    left join lateral (
      select effective_at from observations o
      where o.patient_id = e.patient_id and o.kind = e.kind and (o.invalidated_at is null or ${SECOND_ACCOUNT} = any (o.flags))
        and (e.device_id is null or o.source = e.device_id)
      order by effective_at desc limit 1
    ) last on true
    where e.patient_id = ${patientId} and e.ends_at is null
    order by e.kind, e.device_id nulls first`);
  return ExpectationList.parse({
    ended: await loadEnded(db, patientId),
    expectations: z
      .array(Row)
      .parse([...rows])
      .map(({ since, lastReadingAt, ...row }) => ({
        ...row,
        since: since.toISOString(),
        lastReadingAt: lastReadingAt?.toISOString() ?? null,
      })),
  });
};

const loadEnded = async (db: Database | Transaction, patientId: string): Promise<EndedExpectation[]> => [
  ...(await db.execute<EndedExpectation>(sql`
    select e.kind, e.device_id as "deviceId", d.label as "deviceLabel"
    from reading_expectations e
    join devices d on d.id = e.device_id
    where e.patient_id = ${patientId}
      and exists (
        select 1 from device_assignments
        where device_id = e.device_id and patient_id = e.patient_id and starts_at <= now()
          and (ends_at is null or ends_at > now())
      )
    group by e.kind, e.device_id, d.label
    having bool_and(e.ends_at is not null)
    order by e.kind, e.device_id`)),
];

export const listExpectations = async ({ db }: Deps, actor: SignedIn, patientId: string): Promise<ExpectationList> => {
  await requirePatient(db, actor, patientId, 'read');
  return loadExpectations(db, patientId);
};
