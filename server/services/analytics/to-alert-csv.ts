import type { AlertAnalytics, AlertCounts, AnalyticsTable } from '#contracts/alert-analytics.ts';
import { toCsv, type CsvCell } from './csv.ts';

const COUNT_HEADINGS = [
  ...['raised', 'paged', 'acknowledged', 'not_acknowledged', 'waiting', 'acknowledge_p50_s', 'acknowledge_p95_s'],
  ...['alerts', 'resolved', 'acted_on', 'answers', 'useful'],
];

const countCells = (counts: AlertCounts): CsvCell[] => [
  ...[counts.raised, counts.paged, counts.acknowledged, counts.raised - counts.acknowledged, counts.waiting],
  ...[counts.acknowledgeP50, counts.acknowledgeP95],
  ...[counts.alerts, counts.resolved, counts.actedOn, counts.answers, counts.useful],
];

const perDay = (count: number, days: number): number | null => (days === 0 ? null : count / days);

const TABLES: Record<AnalyticsTable, (analytics: AlertAnalytics) => string> = {
  rules: ({ rules, total, patientDays }) =>
    toCsv(
      ['rule', 'rule_set', 'rule_version', ...COUNT_HEADINGS, 'raised_per_patient_day', 'paged_per_patient_day'],
      [...rules, { ...total, ruleId: 'all', ruleSet: null, ruleVersion: null }].map((rule) => [
        ...[rule.ruleId, rule.ruleSet, rule.ruleVersion, ...countCells(rule)],
        ...[perDay(rule.raised, patientDays), perDay(rule.paged, patientDays)],
      ]),
    ),
  severities: ({ severities }) =>
    toCsv(
      ['severity', ...COUNT_HEADINGS],
      severities.map((counts) => [counts.severity, ...countCells(counts)]),
    ),
  outcomes: ({ outcomes }) =>
    toCsv(
      ['outcome', 'alerts'],
      outcomes.map(({ outcome, alerts }) => [outcome, alerts]),
    ),
  patients: ({ patients }) =>
    toCsv(
      ['patient_id', 'patient', 'patient_days', 'raised', 'raised_per_patient_day', 'paged', 'paged_per_patient_day'],
      patients.map(({ patientId, patientName, patientDays, raised, paged }) => [
        ...[patientId, patientName, patientDays],
        ...[raised, perDay(raised, patientDays), paged, perDay(paged, patientDays)],
      ]),
    ),
  staff: ({ staff }) =>
    toCsv(
      ['user_id', 'name', 'pages', 'night_pages', 'acknowledged', 'most_pages_in_12_h', 'overloaded_days'],
      staff.map(({ userId, name, pages, nightPages, acknowledged, mostPages, overloadedDays }) => [
        ...[userId, name, pages, nightPages, acknowledged, mostPages, overloadedDays],
      ]),
    ),
};

/** One table of the analytics as a file. */
export const toAlertCsv = (analytics: AlertAnalytics, table: AnalyticsTable): string => TABLES[table](analytics);
