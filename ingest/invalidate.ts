import type { TransactionSql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { Finding, FindingChange } from '#models/detection/finding.ts';
import { kindOf } from '#models/detection/patient-watch.ts';
import { localDay } from '#models/local-time/local-day.ts';
import { LOOKS_BACK_MS } from '#models/rhythm/pulse-window.ts';
import { BASELINE_WINDOW } from '#models/rules/baseline.ts';
import { HOME_MEAN_WINDOW } from '#models/rules/home-mean.ts';
import { STREAMS } from '#models/rules/rule.ts';
import { forgetDays } from './hour-sums.ts';
import { findingName, type FindingKey } from './policy/alert-record.ts';
import { applyFindings } from './policy/apply.ts';
import { keyOf } from './policy/decide.ts';
import type { Step } from './policy/step.ts';
import { lockOpenAlerts } from './policy/take-back-alerts.ts';
import { withdraw, type Withdrawal } from './policy/withdraw.ts';
import { reloadPatients } from './reload.ts';

export type Invalidation = {
  patientId: string;
  observationId: string;
  /** Where the row stands: the table is partitioned by this time. */
  measuredAt: Date;
  actor: Actor;
  at: Date;
  reason: string;
};

/** Whoever judges this patient waits, and reads everything again. The first lock of a transaction, as in ingest. */
export const lockDetector = async (tx: TransactionSql, patientId: string): Promise<void> => {
  await tx`
    insert into detectors as detector (patient_id, version) values (${patientId}, 1)
    on conflict (patient_id) do update set version = detector.version + 1`;
};

/**
 * A stored reading does not count any more: the patient is judged again by the readings that do, as if it had never
 * come. What still stands stays, as it is now; what does not is withdrawn, in the name of who said so. The caller has
 * locked the patient's detector row and written the answer down. Returns whether an alert changed.
 */
export const invalidateObservation = async (tx: TransactionSql, invalidation: Invalidation): Promise<boolean> => {
  const { patientId, observationId, measuredAt, actor, at, reason } = invalidation;
  const [observation] = await tx<Invalidated[]>`
    update observations set invalidated_at = ${at}
    where id = ${observationId} and patient_id = ${patientId}
      and measured_at >= ${measuredAt} and measured_at < ${measuredAt}::timestamptz + interval '1 millisecond'
    returning kind, floor(extract(epoch from effective_at) * 1000)::float8 as "effectiveAtMs",
      case when kind = 'heart-rate' then kind
        when kind = 'blood-pressure' and method is distinct from 'cuffless' then 'cuff' end as stream,
      (select sum(interval_ms) from unnest(rr_intervals_ms) as interval_ms) as "pulseSpanMs"`;
  if (observation === undefined) throw new Error('there is no such observation');
  await forgetDays(tx, [patientId], observation.effectiveAtMs);
  await tx`
    insert into outbox (type, patient_id, observation_id, occurred_at)
    values ('observation:invalidated', ${patientId}, ${observationId}, ${at})`;
  await lockOpenAlerts(tx, patientId);
  const { changes, timeZone } = await judgeAgain(tx, patientId, at.getTime());
  const cited = await loadCited(tx, patientId, observationId);
  const steps: Step[] = [];
  const gone: Withdrawal['gone'][number][] = [];
  for (const change of changes) {
    const { before, after } = change;
    const finding = after ?? before;
    if (finding === null) continue;
    const { ruleId } = finding;
    const key = keyOf(finding);
    const restedOnIt =
      cited.has(findingName({ patientId, ruleId }, key)) ||
      isOfItsDays(observation, finding, timeZone) ||
      isPulseOf(observation, finding);
    // Anything else is gone for another reason, such as a threshold that was changed: as with any reading, it ends.
    if (after === null && restedOnIt) gone.push({ patientId, ruleId, key });
    else {
      const step: Step = { patientId, ruleId, change, clock: 'wall', at: at.getTime(), actor };
      // A repeat that told nothing is cited by no finding.
      steps.push(isAboutSuch(observation, finding) ? { ...step, corrected: reason } : step);
    }
  }
  const { events, writes } = await applyFindings(tx, steps);
  for (const write of writes) await write;
  const isTakenBack = await withdraw(tx, { patientId, observationId, gone, actor, at, reason });
  return isTakenBack || events.length > 0;
};

/** `pulseSpanMs`: how long its intervals between beats are together; null where it has none. */
type Invalidated = {
  kind: ReadingKind;
  effectiveAtMs: number;
  stream: 'cuff' | 'heart-rate' | null;
  pulseSpanMs: number | null;
};

/** A finding about the kind of value that the reading had. */
const isAboutSuch = ({ kind }: Invalidated, { stream }: Finding): boolean =>
  STREAMS.some((name) => name === stream && kindOf(name) === kind);

/** Names of the findings whose explanation shows the reading. */
const loadCited = async (
  tx: TransactionSql,
  patientId: string,
  observationId: string,
): Promise<ReadonlySet<string>> => {
  const rows = await tx<(FindingKey & { ruleId: RuleId })[]>`
    select rule_id as "ruleId", floor(extract(epoch from onset_at) * 1000)::float8 as "onsetAt", stream
    from findings
    where patient_id = ${patientId} and withdrawn_at is null
      and explanation -> 'contributions' @> ${tx.json([{ observationId }])}`;
  return new Set(rows.map(({ ruleId, ...key }) => findingName({ patientId, ruleId }, key)));
};

/** So many days up to each day that a rule about days judges are what it is judged by. */
const DAYS_JUDGED: ReadonlyMap<RuleId, number> = new Map([
  ['bp.home-mean', HOME_MEAN_WINDOW.days],
  ['bp.baseline', BASELINE_WINDOW.reachDays],
  ['hr.baseline', BASELINE_WINDOW.reachDays],
]);

/** A rule about days cites no readings: those of the days that broke it, and of the window before each, made it. */
const isOfItsDays = ({ effectiveAtMs, stream }: Invalidated, finding: Finding, timeZone: string): boolean => {
  const daysJudged = DAYS_JUDGED.get(finding.ruleId);
  if (daysJudged === undefined || finding.stream !== stream) return false;
  const day = localDay(timeZone, effectiveAtMs);
  return day > localDay(timeZone, finding.onsetAt) - daysJudged && day <= localDay(timeZone, finding.lastBreachAt);
};

/** An irregular pulse cites the first and the last of its readings: those in between made it, and those before its onset. */
const isPulseOf = ({ effectiveAtMs, pulseSpanMs }: Invalidated, { ruleId, onsetAt, clearedAt }: Finding): boolean => {
  if (ruleId !== 'rhythm.irregular' || pulseSpanMs === null) return false;
  return (
    effectiveAtMs >= onsetAt - LOOKS_BACK_MS && effectiveAtMs - pulseSpanMs <= (clearedAt ?? Number.POSITIVE_INFINITY)
  );
};

/** From the database alone: what a process remembers of the patient still has the reading in it. */
const judgeAgain = async (tx: TransactionSql, patientId: string, nowMs: number) => {
  let failure: unknown = new Error('there is no such patient');
  const entries = await reloadPatients(tx, [patientId], (error) => {
    failure = error;
  });
  const entry = entries.get(patientId);
  if (entry === undefined) throw failure;
  const changes: FindingChange[] = [];
  entry.watch.reconsider(nowMs, changes);
  return { changes, timeZone: entry.timeZone };
};
