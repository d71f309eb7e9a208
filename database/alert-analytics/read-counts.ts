import type { TransactionSql } from 'postgres';
import type { AlertCounts, OutcomeCount, RuleCounts, SeverityCounts } from '#contracts/alert-analytics.ts';
import type { CountedPatients } from '../analytics/counted-patients.ts';
import { judgedOnsets } from './judged-onsets.ts';
import type { Period } from '../analytics/read-period.ts';

type Group = Pick<RuleCounts, 'ruleId' | 'ruleSet' | 'ruleVersion'> & Pick<SeverityCounts, 'severity'>;
type CountsRow = AlertCounts & { [K in keyof Group]: Group[K] | null };

export type Counts = { total: AlertCounts; severities: SeverityCounts[]; rules: RuleCounts[] };

/** Onsets by rule and version, by severity, and all; what became of an alert goes with its newest onset in the period. */
export const readCounts = async (tx: TransactionSql, period: Period, counted: CountedPatients): Promise<Counts> => {
  const rows = await tx<CountsRow[]>`
    with ${judgedOnsets(tx, period, counted)},
    timed as (
      select judged.*, extract(epoch from acknowledged_at - case when paged_at <= acknowledged_at then paged_at else at end)::float8 as waited_s
      from judged
    )
    select timed.rule_id as "ruleId", timed.rule_set as "ruleSet", timed.rule_version as "ruleVersion", timed.severity,
      count(*)::int as raised,
      count(timed.paged_at)::int as paged,
      count(timed.acknowledged_at)::int as acknowledged,
      count(*) filter (where is_waiting)::int as waiting,
      percentile_cont(0.5) within group (order by waited_s) as "acknowledgeP50",
      percentile_cont(0.95) within group (order by waited_s) as "acknowledgeP95",
      count(*) filter (where is_newest)::int as alerts,
      count(*) filter (where is_newest and a.outcome is not null)::int as resolved,
      count(*) filter (where is_newest and a.outcome not in ('no-action-needed', 'measurement-error'))::int as "actedOn",
      coalesce(sum(feedback.answers) filter (where is_newest), 0)::int as answers,
      coalesce(sum(feedback.useful) filter (where is_newest), 0)::int as useful
    from timed
    join alerts a on a.id = timed.alert_id
    cross join lateral (
      select count(*) as answers, count(*) filter (where is_useful) as useful
      from alert_feedback where alert_id = timed.alert_id
    ) as feedback
    group by grouping sets ((timed.rule_id, timed.rule_set, timed.rule_version), (timed.severity), ())
    order by timed.rule_id, timed.rule_set, timed.rule_version,
      array_position(array['critical', 'high', 'moderate'], timed.severity)`;
  const grouped: Counts = { total: NOTHING, severities: [], rules: [] };
  for (const { ruleId, ruleSet, ruleVersion, severity, ...counts } of rows) {
    if (ruleId !== null && ruleSet !== null && ruleVersion !== null)
      grouped.rules.push({ ruleId, ruleSet, ruleVersion, ...counts });
    else if (severity !== null) grouped.severities.push({ severity, ...counts });
    else grouped.total = counts;
  }
  return grouped;
};

const NOTHING: AlertCounts = {
  ...{ raised: 0, paged: 0, acknowledged: 0, waiting: 0, acknowledgeP50: null, acknowledgeP95: null },
  ...{ alerts: 0, resolved: 0, actedOn: 0, answers: 0, useful: 0 },
};

/** What resolved alerts came to, the most frequent first; an alert counts once. */
export const readOutcomes = (tx: TransactionSql, period: Period, counted: CountedPatients): Promise<OutcomeCount[]> =>
  tx<OutcomeCount[]>`
    with ${judgedOnsets(tx, period, counted)}
    select a.outcome, count(*)::int as alerts
    from judged join alerts a on a.id = judged.alert_id
    where judged.is_newest and a.outcome is not null
    group by a.outcome order by alerts desc, a.outcome`;
