import type { AlertCounts } from '#contracts/alert-analytics.ts';
import type { AlertReport } from './read-report.ts';

const HEADINGS = ['rule', 'raised', '/day', 'paged', '/day', 'ack.', 'p50', 'p95', 'alerts', 'acted on', 'useful'];

const DEFINITIONS = [
  'patient-day: a calendar day of a patient with at least one stored reading',
  'raised:      onsets; one that comes again while its alert is open counts again, "alerts" counts it once',
  '/day:        per patient-day',
  'ack.:        onsets that a person acknowledged, or resolved at once, before they came again',
  'p50, p95:    of the time to that from the page, or from the onset where no page came before',
  'acted on:    of the resolved alerts, those whose outcome is neither no-action-needed nor measurement-error',
  'useful:      of the answers to "was this alert useful"; each person answers once for an alert',
];

const duration = (seconds: number | null): string => {
  if (seconds === null) return '-';
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return seconds < 7_200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3_600).toFixed(1)} h`;
};

const share = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;

/** The report for a terminal: a table, and what its columns mean. */
export const toText = ({ from, to, timeZone, patientDays, rules, total }: AlertReport): string => {
  const perDay = (count: number): string => (patientDays === 0 ? '-' : (count / patientDays).toFixed(3));
  const line = (name: string, counts: AlertCounts): string[] => [
    name,
    String(counts.raised),
    perDay(counts.raised),
    String(counts.paged),
    perDay(counts.paged),
    String(counts.acknowledged),
    duration(counts.acknowledgeP50),
    duration(counts.acknowledgeP95),
    String(counts.alerts),
    share(counts.actedOn, counts.resolved),
    share(counts.useful, counts.answers),
  ];
  const lines = [
    HEADINGS,
    ...rules.map((rule) => line(`${rule.ruleId} ${rule.ruleSet} ${rule.ruleVersion}`, rule)),
    line('all', total),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const table = lines.map((cells) =>
    cells
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [
    `Alerts from ${from} to ${to} (${timeZone}), ${patientDays} patient-days`,
    '',
    ...table,
    '',
    ...DEFINITIONS,
    '',
  ].join('\n');
};
