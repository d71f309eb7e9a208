import type { TransactionSql } from 'postgres';
import { plainColumn } from '../array-literal.ts';
import { keyName, pairName, type AlertRecord, type FindingKey, type PatientRule } from './alert-record.ts';
import type { Standing } from './decide.ts';

type Row = Omit<AlertRecord, 'isNew' | 'finding' | 'explanation' | 'pageDue'> & {
  findingOnsetAt: number;
  findingStream: string;
  pageDueAt: number | null;
};

/**
 * What stands about each patient and rule, by their name: the open alert, locked so that nobody acknowledges it
 * meanwhile, when the last one was closed, and what goes on.
 */
export const loadStandings = async (
  tx: TransactionSql,
  pairs: readonly PatientRule[],
): Promise<Map<string, Standing>> => {
  const patientIds = plainColumn(pairs, ({ patientId }) => patientId);
  const ruleIds = plainColumn(pairs, ({ ruleId }) => ruleId);
  const [open, closed, ongoing] = await Promise.all([
    loadOpen(tx, patientIds, ruleIds),
    loadClosed(tx, patientIds, ruleIds),
    loadOngoing(tx, patientIds, ruleIds),
  ]);
  const standings = new Map<string, Standing>(
    pairs.map((pair) => [pairName(pair), { open: null, lastClosedAt: null, ongoing: new Map() }]),
  );
  for (const { findingOnsetAt, findingStream, pageDueAt, ...row } of open) {
    const standing = standings.get(pairName(row));
    if (standing === undefined) continue;
    standing.open = {
      ...row,
      isNew: false,
      finding: { onsetAt: findingOnsetAt, stream: findingStream },
      pageDue: pageDueAt === null ? null : { at: pageDueAt },
      explanation: null,
    };
  }
  for (const { lastClosedAt, ...pair } of closed) {
    const standing = standings.get(pairName(pair));
    if (standing !== undefined) standing.lastClosedAt = lastClosedAt;
  }
  for (const { onsetAt, stream, lastBreachAt, ...pair } of ongoing) {
    const key: FindingKey = { onsetAt, stream };
    standings.get(pairName(pair))?.ongoing.set(keyName(key), { ...key, lastBreachAt });
  }
  return standings;
};

const loadOpen = (tx: TransactionSql, patientIds: string, ruleIds: string): Promise<Row[]> => tx<Row[]>`
  select a.id, a.patient_id as "patientId", a.rule_id as "ruleId", a.rule_set as "ruleSet",
    a.rule_version as "ruleVersion", a.lane, a.severity, a.state, a.confirmation,
    floor(extract(epoch from f.onset_at) * 1000)::float8 as "findingOnsetAt", f.stream as "findingStream",
    floor(extract(epoch from a.paged_at) * 1000)::float8 as "pagedAt",
    floor(extract(epoch from a.page_due_at) * 1000)::float8 as "pageDueAt",
    floor(extract(epoch from a.onset_at) * 1000)::float8 as "onsetAt",
    floor(extract(epoch from a.raised_at) * 1000)::float8 as "raisedAt",
    floor(extract(epoch from a.cleared_at) * 1000)::float8 as "clearedAt",
    floor(extract(epoch from a.acknowledged_at) * 1000)::float8 as "acknowledgedAt",
    floor(extract(epoch from a.resolved_at) * 1000)::float8 as "resolvedAt"
  from unnest(${patientIds}::uuid[], ${ruleIds}::text[]) as pair (patient_id, rule_id)
  join alerts a on a.patient_id = pair.patient_id and a.rule_id = pair.rule_id
  join findings f on f.id = a.finding_id
  where a.state not in ('resolved', 'withdrawn')
  order by a.id
  for update of a`;

type Closed = PatientRule & { lastClosedAt: number };

const loadClosed = (tx: TransactionSql, patientIds: string, ruleIds: string): Promise<Closed[]> => tx<Closed[]>`
  select a.patient_id as "patientId", a.rule_id as "ruleId",
    floor(extract(epoch from max(coalesce(a.resolved_at, a.raised_at))) * 1000)::float8 as "lastClosedAt"
  from unnest(${patientIds}::uuid[], ${ruleIds}::text[]) as pair (patient_id, rule_id)
  join alerts a on a.patient_id = pair.patient_id and a.rule_id = pair.rule_id
  where a.state in ('resolved', 'withdrawn')
  group by a.patient_id, a.rule_id`;

type Ongoing = PatientRule & FindingKey & { lastBreachAt: number };

const loadOngoing = (tx: TransactionSql, patientIds: string, ruleIds: string): Promise<Ongoing[]> => tx<Ongoing[]>`
  select f.patient_id as "patientId", f.rule_id as "ruleId", f.stream,
    floor(extract(epoch from f.onset_at) * 1000)::float8 as "onsetAt",
    floor(extract(epoch from coalesce(f.last_breach_at, f.onset_at)) * 1000)::float8 as "lastBreachAt"
  from unnest(${patientIds}::uuid[], ${ruleIds}::text[]) as pair (patient_id, rule_id)
  join findings f on f.patient_id = pair.patient_id and f.rule_id = pair.rule_id
  where f.cleared_at is null and f.superseded_at is null and f.withdrawn_at is null
    -- What no reading settles counts only while an alert shows it.
    and (f.stream <> 'alone' or exists (
      select 1 from alerts a where a.finding_id = f.id and a.state not in ('resolved', 'withdrawn')
    ))`;
