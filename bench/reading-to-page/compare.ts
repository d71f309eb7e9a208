import type { Sql } from 'postgres';
import type { PageReport } from './clients-plan.ts';
import type { Clinician } from './people.ts';

/** What the open pages were told, against what stands in the stream about their patients. */
export type Comparison = {
  /** Events times the pages that they were for. */
  events: number;
  lost: number;
  twice: number;
  /** Of a patient who is not in this page's care. */
  foreign: number;
};

/** Compares everything up to an event that all of them have had time to hear of. */
export const compareWithStream = async (
  sql: Sql,
  clinicians: readonly Clinician[],
  pages: readonly PageReport[],
  upTo: number,
): Promise<Comparison> => {
  // What happened while a page was being opened may come before the position that it is told.
  const from = Math.min(...pages.flatMap(({ startsAfter, taken }) => [startsAfter, (taken[0] ?? Infinity) - 1]));
  const rows = await sql<{ id: number; patient_id: string }[]>`
    select id::int as id, patient_id from events
    where id > ${from} and id <= ${upTo} and patient_id is not null and payload is not null
    order by events.id`;
  const patientOf = new Map(rows.map((row) => [row.id, row.patient_id]));
  const total: Comparison = { events: 0, lost: 0, twice: 0, foreign: 0 };
  for (const [index, { taken, leftOut, startsAfter }] of pages.entries()) {
    const own = new Set(clinicians[index]?.patientIds);
    const wanted = new Set(rows.flatMap((row) => (row.id > startsAfter && own.has(row.patient_id) ? [row.id] : [])));
    const got = new Set(taken);
    total.events += wanted.size;
    total.lost += [...wanted].filter((id) => !got.has(id)).length;
    total.twice += taken.length - got.size + leftOut.filter((id) => got.has(id)).length;
    total.foreign += taken.filter((id) => id <= upTo && !own.has(patientOf.get(id) ?? '')).length;
  }
  return total;
};

export const readNewestEvent = async (sql: Sql): Promise<number> => {
  const [row] = await sql<{ id: number }[]>`select coalesce(max(id), 0)::int as id from events`;
  return row?.id ?? 0;
};
