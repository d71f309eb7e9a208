import type { TransactionSql } from 'postgres';
import type { RuleSetId } from '#contracts/rule.ts';
import type { ThresholdOverrides } from '#contracts/threshold.ts';
import type { Finding } from '#models/detection/finding.ts';
import { PatientWatch, type DetectionRow } from '#models/detection/patient-watch.ts';
import { MAX_READINGS, RETENTION_MS } from '#models/detection/stream-watch.ts';
import { RETENTION_MS as GLUCOSE_RETENTION_MS } from '#models/forecaster/glucose-series.ts';
import { plainColumn } from './array-literal.ts';
import type { PatientEntry } from './patient-memory.ts';
import { Sequences } from './sequence.ts';
import { utcOffsetMinutes } from './utc-offset.ts';

/** A sensor reading a minute for three days, which is what the forecaster looks back on, and some finger-sticks. */
const MAX_GLUCOSE = 4_608;

type Profile = { patientId: string; ruleSet: RuleSetId; overrides: ThresholdOverrides; timeZone: string };
type WindowRow = DetectionRow & { patientId: string; source: string; sourceKey: string; clockAheadMs: number };
type FindingRow = Omit<Finding, 'repeatWithinMs'> & { patientId: string };

/** Builds what detection knows about these patients from the database, with three queries for all of them. */
export const reloadPatients = async (
  tx: TransactionSql,
  patientIds: readonly string[],
  onFailure: (error: unknown) => void,
): Promise<Map<string, Omit<PatientEntry, 'version'>>> => {
  const ids = plainColumn(patientIds, (id) => id);
  const [profiles, rows] = await Promise.all([loadProfiles(tx, ids), loadRows(tx, ids)]);
  const rowsOf = Map.groupBy(rows, ({ patientId }) => patientId);
  // Cheaper here than in the query, which would sort all patients' rows together.
  for (const ofPatient of rowsOf.values()) ofPatient.sort((a, b) => a.effectiveAtMs - b.effectiveAtMs);
  const findings = await loadFindings(tx, patientIds, (patientId) => {
    const newestMs = rowsOf.get(patientId)?.at(-1)?.effectiveAtMs;
    return newestMs === undefined ? 0 : newestMs - GLUCOSE_RETENTION_MS;
  });
  const findingsOf = Map.groupBy(findings, ({ patientId }) => patientId);
  const entries = new Map<string, Omit<PatientEntry, 'version'>>();
  for (const profile of profiles) {
    const { patientId } = profile;
    try {
      entries.set(patientId, build(profile, rowsOf.get(patientId) ?? [], findingsOf.get(patientId) ?? []));
    } catch (error) {
      // Their readings are stored all the same, and marked as not judged.
      onFailure(error);
    }
  }
  return entries;
};

const build = (
  { ruleSet, overrides, timeZone }: Profile,
  rows: readonly WindowRow[],
  findings: readonly FindingRow[],
): Omit<PatientEntry, 'version'> => {
  const newestMs = rows.at(-1)?.effectiveAtMs ?? Date.now();
  const watch = new PatientWatch({ ruleSet, overrides, utcOffsetMinutes: utcOffsetMinutes(timeZone, newestMs) });
  const from = {
    'blood-pressure': beginning(rows, 'blood-pressure', RETENTION_MS, MAX_READINGS),
    glucose: beginning(rows, 'glucose', GLUCOSE_RETENTION_MS, MAX_GLUCOSE),
    'heart-rate': beginning(rows, 'heart-rate', RETENTION_MS, MAX_READINGS),
  };
  watch.restore(
    rows,
    findings.map((finding) => ({ ...finding, repeatWithinMs: null })),
    from,
  );
  const sequences = new Sequences();
  for (const { source, kind, sourceKey, effectiveAtMs: atMs, clockAheadMs } of rows) {
    const seq = /^s:(\d+)$/.exec(sourceKey)?.[1];
    if (seq !== undefined) sequences.note(source, kind, Number(seq), { atMs, shownMs: atMs + clockAheadMs });
  }
  return { watch, sequences, timeZone, offsetAtMs: newestMs };
};

/** Where the loaded window of a kind begins: earlier readings were not read. */
const beginning = (
  rows: readonly WindowRow[],
  kind: DetectionRow['kind'],
  retentionMs: number,
  most: number,
): number => {
  const times = rows.filter((row) => row.kind === kind).map(({ effectiveAtMs }) => effectiveAtMs);
  const [oldest] = times;
  const newest = times.at(-1);
  if (oldest === undefined || newest === undefined) return Number.NEGATIVE_INFINITY;
  return times.length >= most ? oldest - 1 : newest - retentionMs;
};

const loadProfiles = (tx: TransactionSql, ids: string): Promise<Profile[]> => tx<Profile[]>`
  select p.id as "patientId", coalesce(t.rule_set, p.rule_set) as "ruleSet", coalesce(t.overrides, '{}') as overrides,
    p.time_zone as "timeZone"
  from patients p
  left join lateral (
    select rule_set, overrides from thresholds where patient_id = p.id order by version desc limit 1
  ) t on true
  where p.id = any (${ids}::uuid[])`;

const loadRows = (tx: TransactionSql, ids: string): Promise<WindowRow[]> => tx<WindowRow[]>`
  with reach as (
    select patient.id as patient_id, kind, most, (
      select max(effective_at) from observations
      where patient_id = patient.id and kind = reach.kind and invalidated_at is null
    ) - make_interval(secs => seconds) as from_at
    from unnest(${ids}::uuid[]) as patient (id)
    cross join (values
      ('blood-pressure', ${RETENTION_MS / 1000}::float8, ${MAX_READINGS}::int),
      ('glucose', ${GLUCOSE_RETENTION_MS / 1000}::float8, ${MAX_GLUCOSE}::int),
      ('heart-rate', ${RETENTION_MS / 1000}::float8, ${MAX_READINGS}::int)
    ) as reach (kind, seconds, most)
  )
  select reach.patient_id as "patientId", o.*
  from reach
  cross join lateral (
    select id, kind, source, source_key as "sourceKey", floor(extract(epoch from effective_at) * 1000)::float8 as "effectiveAtMs",
      floor(extract(epoch from measured_at - effective_at) * 1000)::float8 as "clockAheadMs", systolic, diastolic, glucose, heart_rate as "heartRate", comparator, method, specimen, context, steps, flags
    from observations
    where patient_id = reach.patient_id and kind = reach.kind and effective_at > reach.from_at and invalidated_at is null
    order by effective_at desc
    limit reach.most
  ) as o`;

/** Findings that go on, or ended not long before the patient's newest reading. */
const loadFindings = (
  tx: TransactionSql,
  patientIds: readonly string[],
  fromMs: (patientId: string) => number,
): Promise<FindingRow[]> => tx<FindingRow[]>`
  select f.patient_id as "patientId", rule_id as "ruleId", rule_set as "ruleSet", rule_version as "ruleVersion", stream,
    lane, severity, confirmation, paged_at is not null as "isPageable",
    floor(extract(epoch from onset_at) * 1000)::float8 as "onsetAt",
    floor(extract(epoch from cleared_at) * 1000)::float8 as "clearedAt",
    floor(extract(epoch from coalesce(last_breach_at, onset_at)) * 1000)::float8 as "lastBreachAt"
  from unnest(
    ${plainColumn(patientIds, (id) => id)}::uuid[],
    ${plainColumn(patientIds, (id) => new Date(fromMs(id)).toISOString())}::timestamptz[]
  ) as reach (patient_id, from_at)
  join findings f on f.patient_id = reach.patient_id
  where stream <> 'alone' and superseded_at is null and withdrawn_at is null
    and (cleared_at is null or cleared_at > reach.from_at)
  order by onset_at`;
