import type { Sql } from 'postgres';
import type { LoadResult } from './plan.ts';

/** What the database and the gateway's own counters say, before and after a run. */
export type Tally = { rows: number; breaches: number; withoutFinding: number; full: number; scored: number };

const metric = (text: string, name: string): number => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
};

/** Reads everything back: rows, planted breaches and those that have no finding at their own time. */
export const tally = async (sql: Sql, metricsPort: number): Promise<Tally> => {
  const [row] = await sql<{ rows: number; breaches: number; without_finding: number }[]>`
    select count(*)::int as rows,
      count(*) filter (where o.systolic >= 180)::int as breaches,
      count(*) filter (where o.systolic >= 180 and f.id is null)::int as without_finding
    from observations o
    left join findings f on f.patient_id = o.patient_id and f.rule_id = 'bp.crisis' and f.onset_at = o.effective_at
      and o.systolic >= 180`;
  const text = metricsPort > 0 ? await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text() : '';
  return {
    rows: row?.rows ?? 0,
    breaches: row?.breaches ?? 0,
    withoutFinding: row?.without_finding ?? 0,
    full: metric(text, 'kanhu_ingest_windows_total{state="full"}'),
    scored: metric(text, 'kanhu_ingest_windows_total{state="scored"}'),
  };
};

/** What does not add up in one run, in words; empty when all does. */
export const disagreements = (result: LoadResult, before: Tally, after: Tally, isBare: boolean): string[] => {
  const wrong: string[] = [];
  const expect = (what: string, actual: number, wanted: number): void => {
    if (actual !== wanted) wrong.push(`${what}: ${actual}, not ${wanted}`);
  };
  expect('rows stored against acknowledgements', after.rows - before.rows, result.acknowledged);
  expect('breaches stored against those acknowledged', after.breaches - before.breaches, result.acknowledgedBreaches);
  expect('connections lost', result.lostConnections, 0);
  if (isBare) return wrong;
  const full = after.full - before.full;
  expect('glucose readings with a full window against those acknowledged', full, result.acknowledgedGlucose);
  expect('windows scored against those that were full', after.scored - before.scored, full);
  expect('planted breaches without a finding', after.withoutFinding, 0);
  if (result.acknowledgedBreaches < result.acknowledged / 100)
    wrong.push('fewer than 1 % of the readings were breaches');
  return wrong;
};
