import type { AlertCounts } from '#contracts/alert-analytics.ts';
import type { AlertReport } from './read-report.ts';

const COLUMNS = [
  'rule',
  'rule_set',
  'rule_version',
  'from',
  'to',
  'patient_days',
  'raised',
  'raised_per_patient_day',
  'paged',
  'paged_per_patient_day',
  'acknowledged',
  'acknowledge_p50_s',
  'acknowledge_p95_s',
  'alerts',
  'resolved',
  'acted_on',
  'answers',
  'useful',
] as const;

/** A number as a spreadsheet reads it; empty where there is none. */
const cell = (value: number | null): string => (value === null ? '' : String(Math.round(value * 10_000) / 10_000));

/** One line a rule, and `all`. Rule ids, sets and versions are ours and hold no comma. */
export const toCsv = ({ from, to, patientDays, rules, total }: AlertReport): string => {
  const perDay = (count: number): number | null => (patientDays === 0 ? null : count / patientDays);
  const line = (name: readonly string[], counts: AlertCounts): string =>
    [
      ...name,
      from,
      to,
      ...[
        patientDays,
        counts.raised,
        perDay(counts.raised),
        counts.paged,
        perDay(counts.paged),
        counts.acknowledged,
        counts.acknowledgeP50,
        counts.acknowledgeP95,
        counts.alerts,
        counts.resolved,
        counts.actedOn,
        counts.answers,
        counts.useful,
      ].map(cell),
    ].join(',');
  return [
    COLUMNS.join(','),
    ...rules.map((rule) => line([rule.ruleId, rule.ruleSet, rule.ruleVersion], rule)),
    line(['all', '', ''], total),
    '',
  ].join('\n');
};
