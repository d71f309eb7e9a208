import { msg, str } from '@lit/localize';
import { html } from 'lit';
import {
  NIGHT_HOURS,
  OVERLOAD,
  type AlertAnalytics,
  type BurdenSpread,
  type PatientBurden,
  type StaffBurden,
} from '#contracts/alert-analytics.ts';
import { icon } from '../../icons/icon.ts';
import { perDayText, rateText } from '../../words/analytics.ts';
import { figuresOf, type Column, type Figures } from './figures.ts';

/** How alerts and pages are spread over patients, whoever they are. */
export const spreadFigures = ({ burden: { raised, paged } }: AlertAnalytics): Figures => {
  type Spread = BurdenSpread['raised'] & { word: string };
  const columns: Column<Spread>[] = [
    { heading: msg('Per patient-day'), cell: ({ word }) => word },
    { heading: msg('Half of the patients at most'), cell: ({ p50 }) => rateText(p50) },
    { heading: msg('95 % of the patients at most'), cell: ({ p95 }) => rateText(p95) },
    { heading: msg('The most'), cell: ({ most }) => rateText(most) },
  ];
  return figuresOf(columns, [
    { ...raised, word: msg('Alerts raised') },
    { ...paged, word: msg('Pages') },
  ]);
};

export const patientFigures = ({ patients }: AlertAnalytics): Figures => {
  const columns: Column<PatientBurden>[] = [
    {
      heading: msg('Patient'),
      cell: ({ patientId, patientName }) => html`<a href="/patients/${patientId}">${patientName}</a>`,
    },
    { heading: msg('Days with readings'), cell: ({ patientDays }) => patientDays },
    { heading: msg('Alerts raised'), cell: ({ raised }) => raised },
    { heading: msg('Alerts per patient-day'), cell: ({ raised, patientDays }) => perDayText(raised, patientDays) },
    { heading: msg('Pages'), cell: ({ paged }) => paged },
    { heading: msg('Pages per patient-day'), cell: ({ paged, patientDays }) => perDayText(paged, patientDays) },
  ];
  return figuresOf(columns, patients);
};

export const staffFigures = ({ staff }: AlertAnalytics): Figures => {
  const night = `${clock(NIGHT_HOURS.from)}–${clock(NIGHT_HOURS.until)}`;
  const columns: Column<StaffBurden>[] = [
    { heading: msg('Name'), cell: ({ name }) => name },
    { heading: msg('Pages'), cell: ({ pages }) => pages },
    { heading: msg(str`Of these at night, ${night}`), cell: ({ nightPages }) => nightPages },
    { heading: msg('Acknowledged first'), cell: ({ acknowledged }) => acknowledged },
    { heading: msg(str`Most pages in ${OVERLOAD.hours} hours`), cell: ({ mostPages }) => mostPages },
    { heading: msg('Overloaded'), cell: ({ overloadedDays }) => overloadCell(overloadedDays) },
  ];
  return figuresOf(columns, staff);
};

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

const overloadCell = (days: number) => {
  if (days === 0) return msg('on no day');
  return html`<strong class="loud">${icon('warning')}${days === 1 ? msg('on 1 day') : msg(str`on ${days} days`)}</strong>`;
};
