import type { TransactionSql } from 'postgres';
import { KEPT_DAYS } from '#models/detection/day-sums.ts';
import type { Finding } from '#models/detection/finding.ts';
import type { CuffQuarter } from '#models/detection/home-mean-watch.ts';
import {
  kindOf,
  PatientWatch,
  type DetectionRow,
  type PatientProfile,
  type RestoredRow,
} from '#models/detection/patient-watch.ts';
import { MAX_BEATS, WARM_UP_READINGS } from '#models/detection/rhythm-watch.ts';
import { MAX_READINGS, RETENTION_MS } from '#models/detection/stream-watch.ts';
import { RETENTION_MS as GLUCOSE_RETENTION_MS } from '#models/forecaster/glucose-series.ts';
import type { BaselinePast } from '#models/detection/personal-baseline.ts';
import { QUARTER_MS } from '#models/local-time/local-day.ts';
import type { PulseReading } from '#models/rhythm/pulse-readings.ts';
import { utcOffsetMinutes } from '#models/local-time/utc-offset.ts';
import { DAY_MS, STREAMS, type Stream } from '#models/rules/rule.ts';
import { plainColumn } from './array-literal.ts';
import { loadPasts } from './hour-sums.ts';
import type { PatientEntry } from './patient-memory.ts';
import { SpotSources } from './second-accounts/spot-sources.ts';
import { Sequences } from './sequence.ts';

/** A sensor reading a minute for three days, which is what the forecaster looks back on, and some finger-sticks. */
const MAX_GLUCOSE = 4_608;

type Profile = Omit<PatientProfile, 'utcOffsetMinutes'> & { patientId: string; hasTakenBack: boolean };
type WindowRow = RestoredRow & { patientId: string; source: string; sourceKey: string; clockAheadMs: number };
type QuarterRow = CuffQuarter & { patientId: string };
type PulseRow = PulseReading & { patientId: string };
type FindingRow = Omit<Finding, 'repeatWithinMs'> & { patientId: string };

/** Judged by what is usual, a day may still change for so long: findings that ended on it are asked about. */
const WEEK_MS = 7 * DAY_MS;

/** Builds what detection knows about these patients from the database, with seven queries for all of them. */
export const reloadPatients = async (
  tx: TransactionSql,
  patientIds: readonly string[],
  onFailure: (error: unknown) => void,
): Promise<Map<string, Omit<PatientEntry, 'version'>>> => {
  const ids = plainColumn(patientIds, (id) => id);
  const [profiles, rows, quarters, pulses, pasts] = await Promise.all([
    loadProfiles(tx, ids),
    loadRows(tx, ids),
    loadCuffQuarters(tx, ids),
    loadPulses(tx, ids),
    loadPasts(tx, ids),
  ]);
  const quartersOf = Map.groupBy(quarters, ({ patientId }) => patientId);
  const pulsesOf = Map.groupBy(pulses, ({ patientId }) => patientId);
  const rowsOf = Map.groupBy(rows, ({ patientId }) => patientId);
  // Cheaper here than in the query, which would sort all patients' rows together.
  for (const ofPatient of rowsOf.values()) ofPatient.sort((a, b) => a.effectiveAtMs - b.effectiveAtMs);
  const pastOf = (patientId: string): Past => ({
    rows: rowsOf.get(patientId) ?? [],
    quarters: quartersOf.get(patientId) ?? [],
    pulses: pulsesOf.get(patientId) ?? [],
    baseline: pasts.get(patientId) ?? { hours: [], keptUntil: {} },
  });
  const findings = await loadFindings(
    tx,
    patientIds.flatMap((patientId) => reachesOf(patientId, pastOf(patientId))),
  );
  const findingsOf = Map.groupBy(findings, ({ patientId }) => patientId);
  const entries = new Map<string, Omit<PatientEntry, 'version'>>();
  for (const profile of profiles) {
    const { patientId } = profile;
    try {
      entries.set(patientId, build(profile, pastOf(patientId), findingsOf.get(patientId) ?? []));
    } catch (error) {
      // Their readings are stored all the same, and marked as not judged.
      onFailure(error);
    }
  }
  return entries;
};

/** What a patient's readings say, as far as detection looks back. */
type Past = {
  rows: readonly WindowRow[];
  quarters: readonly QuarterRow[];
  pulses: readonly PulseRow[];
  baseline: BaselinePast;
};

const build = (
  profile: Profile,
  { rows, quarters, pulses, baseline }: Past,
  findings: readonly FindingRow[],
): Omit<PatientEntry, 'version'> => {
  const newestMs = rows.at(-1)?.effectiveAtMs ?? Date.now();
  const { timeZone } = profile;
  const watch = new PatientWatch({ ...profile, utcOffsetMinutes: utcOffsetMinutes(timeZone, newestMs) });
  const told = findings.map((finding) => ({ ...finding, repeatWithinMs: null }));
  watch.restore(rows, told, windowsOf(rows), { quarters, pulses, baseline });
  const sequences = new Sequences();
  const spotSources = new SpotSources(profile.hasTakenBack);
  for (const row of rows) {
    const { source, kind, sourceKey, effectiveAtMs: atMs, clockAheadMs } = row;
    spotSources.note(row);
    const seq = /^s:(\d+)$/.exec(sourceKey)?.[1];
    if (seq !== undefined) sequences.note(source, kind, Number(seq), { atMs, shownMs: atMs + clockAheadMs });
  }
  return { watch, sequences, spotSources, timeZone, offsetAtMs: newestMs };
};

/** Where the loaded window of each kind begins. */
const windowsOf = (rows: readonly WindowRow[]): Record<DetectionRow['kind'], number> => ({
  'blood-pressure': beginning(rows, 'blood-pressure', RETENTION_MS, MAX_READINGS),
  glucose: beginning(rows, 'glucose', GLUCOSE_RETENTION_MS, MAX_GLUCOSE),
  'heart-rate': beginning(rows, 'heart-rate', RETENTION_MS, MAX_READINGS),
});

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
    t.night, p.time_zone as "timeZone", p.glucose_unit as "glucoseUnit",
    exists (
      select 1 from observation_confirmations
      where patient_id = p.id and not is_mine and answered_at > now() - interval '7 days'
    ) as "hasTakenBack"
  from patients p
  left join lateral (
    select rule_set, overrides, night from thresholds where patient_id = p.id order by version desc limit 1
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

/**
 * The newest two weeks of cuff readings, added up in the database: at most 1,440 rows a patient, whatever a cuff sends.
 * A day more than is kept, since a calendar's days begin at other times than the newest reading came.
 */
const loadCuffQuarters = (tx: TransactionSql, ids: string): Promise<QuarterRow[]> => tx<QuarterRow[]>`
  select reach.patient_id as "patientId", o.*
  from (
    select patient.id as patient_id, (
      select effective_at from observations
      where patient_id = patient.id and kind = 'blood-pressure' and method is distinct from 'cuffless'
        and invalidated_at is null
      order by effective_at desc limit 1
    ) as newest_at
    from unnest(${ids}::uuid[]) as patient (id)
  ) as reach
  cross join lateral (
    select floor(extract(epoch from effective_at) * 1000 / ${QUARTER_MS}) * ${QUARTER_MS}::float8 as "startsAt",
      count(*)::float8 as count, sum(floor(systolic + 0.5)) as systolic, sum(floor(diastolic + 0.5)) as diastolic
    from observations
    where patient_id = reach.patient_id and kind = 'blood-pressure' and method is distinct from 'cuffless'
      and effective_at > reach.newest_at - make_interval(days => ${KEPT_DAYS + 1}::int) and invalidated_at is null
    group by 1
  ) as o
  order by 2`;

/** Of those who never sent intervals it asks an index that they are not in, and nothing else. */
const loadPulses = (tx: TransactionSql, ids: string): Promise<PulseRow[]> => {
  const usable = tx`rr_intervals_ms is not null and cardinality(rr_intervals_ms) > 0 and invalidated_at is null
    and not coalesce('sensor-fault' = any (flags), false)`;
  const columns = tx`id, floor(extract(epoch from effective_at) * 1000)::float8 as at, heart_rate as "heartRate",
    rr_intervals_ms as "rrIntervalsMs"`;
  const retention = tx`make_interval(secs => ${RETENTION_MS / 1000}::float8)`;
  return tx<PulseRow[]>`
    select reach.patient_id as "patientId", o.*
    from (
      select patient.id as patient_id, (
        select effective_at from observations where patient_id = patient.id and ${usable}
        order by effective_at desc limit 1
      ) as newest_at
      from unnest(${ids}::uuid[]) as patient (id)
    ) as reach
    cross join lateral (
      (
        select ${columns} from observations
        where patient_id = reach.patient_id and effective_at > reach.newest_at - ${retention} and ${usable}
        order by effective_at desc limit ${MAX_BEATS}::int
      )
      union all
      (
        select ${columns} from observations
        where patient_id = reach.patient_id and effective_at <= reach.newest_at - ${retention} and ${usable}
        order by effective_at desc limit ${WARM_UP_READINGS}::int
      )
    ) as o
    where reach.newest_at is not null`;
};

/** From when on the findings of a stream may still change. */
type Reach = { patientId: string; stream: Stream; fromMs: number };

const reachesOf = (patientId: string, { rows, quarters, pulses }: Past): Reach[] => {
  const from = windowsOf(rows);
  const newestPulseMs = pulses.reduce((newest, { at }) => Math.max(newest, at), Number.NEGATIVE_INFINITY);
  return STREAMS.map((stream) => {
    const windowFromMs = Math.max(from[kindOf(stream)], 0);
    switch (stream) {
      case 'cuff':
        return { patientId, stream, fromMs: Math.min(windowFromMs, quarters[0]?.startsAt ?? windowFromMs) };
      case 'heart-rate': {
        const pulsesFromMs = pulses.length === 0 ? windowFromMs : newestPulseMs - RETENTION_MS;
        return { patientId, stream, fromMs: Math.max(Math.min(windowFromMs - WEEK_MS, pulsesFromMs), 0) };
      }
      default:
        return { patientId, stream, fromMs: windowFromMs };
    }
  });
};

/** Findings that go on, or ended within what is remembered of their stream. */
const loadFindings = (tx: TransactionSql, reaches: readonly Reach[]): Promise<FindingRow[]> => tx<FindingRow[]>`
  select f.patient_id as "patientId", rule_id as "ruleId", rule_set as "ruleSet", rule_version as "ruleVersion", f.stream,
    lane, severity, confirmation, floor(extract(epoch from worsened_at) * 1000)::float8 as "worsenedAt",
    paged_at is not null as "isPageable",
    floor(extract(epoch from onset_at) * 1000)::float8 as "onsetAt",
    floor(extract(epoch from cleared_at) * 1000)::float8 as "clearedAt",
    floor(extract(epoch from coalesce(last_breach_at, onset_at)) * 1000)::float8 as "lastBreachAt"
  from unnest(
    ${plainColumn(reaches, ({ patientId }) => patientId)}::uuid[],
    ${plainColumn(reaches, ({ stream }) => stream)}::text[],
    ${plainColumn(reaches, ({ fromMs }) => new Date(fromMs).toISOString())}::timestamptz[]
  ) as reach (patient_id, stream, from_at)
  join findings f on f.patient_id = reach.patient_id and f.stream = reach.stream
  where superseded_at is null and withdrawn_at is null and (cleared_at is null or cleared_at > reach.from_at)
  order by onset_at`;
