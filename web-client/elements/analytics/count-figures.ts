import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type {
  AlertAnalytics,
  AlertCounts,
  OutcomeCount,
  RuleCounts,
  SeverityCounts,
} from '#contracts/alert-analytics.ts';
import { perDayText, shareText, waitedText } from '../../words/analytics.ts';
import { outcomeWord } from '../../words/outcome.ts';
import { ruleSetWord } from '../../words/rule-set.ts';
import { ruleTitle } from '../../words/rule.ts';
import '../kh-severity-badge.ts';
import { figuresOf, type Column, type Figures } from './figures.ts';

const raisedColumn = (): Column<AlertCounts> => ({ heading: msg('Raised'), cell: ({ raised }) => raised });
const pagedColumn = (): Column<AlertCounts> => ({ heading: msg('Paged'), cell: ({ paged }) => paged });

const answerColumns = (): Column<AlertCounts>[] => [
  { heading: msg('Half acknowledged within'), cell: ({ acknowledgeP50 }) => waitedText(acknowledgeP50) },
  { heading: msg('95 % within'), cell: ({ acknowledgeP95 }) => waitedText(acknowledgeP95) },
  {
    heading: msg('Never acknowledged'),
    cell: ({ raised, acknowledged, waiting }) =>
      html`${raised - acknowledged}${waiting === 0 ? nothing : html`<span class="soft">${msg(str`${waiting} waiting now`)}</span>`}`,
  },
];

const worthColumns = (): Column<AlertCounts>[] => [
  { heading: msg('Something was done'), cell: ({ actedOn, resolved }) => shareText(actedOn, resolved) },
  { heading: msg('Found useful'), cell: ({ useful, answers }) => shareText(useful, answers) },
];

/** How long a bar is. Set as a property: the content policy lets no `style` attribute through. */
const barOf = (share: number): string => `inline-size: ${100 * share}%`;

export const severityFigures = ({ severities }: AlertAnalytics): Figures => {
  const severity: Column<SeverityCounts> = {
    heading: msg('Severity'),
    cell: (counts) => html`<kh-severity-badge bare .level=${counts.severity}></kh-severity-badge>`,
  };
  return figuresOf([severity, raisedColumn(), pagedColumn(), ...answerColumns(), ...worthColumns()], severities);
};

export const ruleFigures = ({ rules, patientDays }: AlertAnalytics): Figures => {
  const rule: Column<RuleCounts> = {
    heading: msg('Rule'),
    cell: ({ ruleId, ruleSet, ruleVersion }) =>
      html`${ruleTitle(ruleId)}<span class="soft">${ruleSetWord(ruleSet)} · ${ruleVersion}</span>`,
  };
  const perDay: Column<RuleCounts> = {
    heading: msg('Raised per patient-day'),
    cell: ({ raised }) => perDayText(raised, patientDays),
  };
  return figuresOf([rule, raisedColumn(), perDay, pagedColumn(), ...answerColumns(), ...worthColumns()], rules);
};

export const outcomeFigures = ({ outcomes, total: { resolved } }: AlertAnalytics): Figures => {
  const columns: Column<OutcomeCount>[] = [
    { heading: msg('Outcome'), cell: ({ outcome }) => outcomeWord(outcome) },
    { heading: msg('Alerts'), cell: ({ alerts }) => shareText(alerts, resolved) },
    {
      heading: msg('Share'),
      cell: ({ alerts }) =>
        html`<span class="track" aria-hidden="true"
          ><span class="bar" .style=${barOf(alerts / resolved)}></span
        ></span>`,
    },
  ];
  return figuresOf(columns, outcomes);
};
