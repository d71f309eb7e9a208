import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { DayStays, RoleStays, StayCounts, VisitAnalytics, VisitStays } from '#contracts/visit-analytics.ts';
import { durationText, momentText } from '../../format/time.ts';
import { joinText, participantWord, shareOfOneText } from '../../words/stay.ts';
import { figuresOf, type Column, type Figures } from './figures.ts';
import type { Total } from './kh-totals.ts';

const visits = (): Column<StayCounts> => ({ heading: msg('Visits'), cell: ({ visits }) => visits });

const joining = (): Column<StayCounts>[] => [
  {
    heading: msg('Half in within'),
    cell: ({ joinP50, neverConnected }) =>
      html`${joinText(joinP50)}${neverConnected === 0 ? nothing : html`<span class="soft">${msg(str`${neverConnected} never in`)}</span>`}`,
  },
  { heading: msg('95 % in within'), cell: ({ joinP95 }) => joinText(joinP95) },
];

const trouble = (): Column<StayCounts>[] => [
  { heading: msg('Picture stood still'), cell: ({ frozenShare }) => shareOfOneText(frozenShare) },
  { heading: msg('Without pictures for the line'), cell: ({ voiceOnlyShare }) => shareOfOneText(voiceOnlyShare) },
  {
    heading: msg('Line gone'),
    cell: ({ goneShare, reconnects }) =>
      html`${shareOfOneText(goneShare)}${reconnects === 0 ? nothing : html`<span class="soft">${msg(str`${reconnects} times`)}</span>`}`,
  },
  { heading: msg('Packets missed'), cell: ({ missedShare }) => shareOfOneText(missedShare) },
  { heading: msg('Packets lost'), cell: ({ lostShare }) => shareOfOneText(lostShare) },
];

export const roleFigures = ({ roles }: VisitAnalytics): Figures => {
  const role: Column<RoleStays> = { heading: msg('Who'), cell: (stays) => participantWord(stays.role) };
  return figuresOf([role, visits(), ...joining(), ...trouble()], roles);
};

export const dayFigures = ({ days }: VisitAnalytics): Figures => {
  const day: Column<DayStays> = { heading: msg('Day'), cell: (stays) => stays.day };
  return figuresOf([day, visits(), ...joining(), ...trouble()], days);
};

export const visitFigures = ({ visits }: VisitAnalytics, now: Date): Figures => {
  const visit: Column<VisitStays> = {
    heading: msg('Visit'),
    cell: ({ consultationId, startedAt, patientName }) =>
      patientName === null
        ? momentText(startedAt, now)
        : html`<a href="/visits/${consultationId}">${patientName}</a><span class="soft">${momentText(startedAt, now)}</span>`,
  };
  const connected: Column<VisitStays> = {
    heading: msg('Together connected'),
    cell: ({ connectedMs }) => durationText(connectedMs),
  };
  return figuresOf([visit, connected, ...joining(), ...trouble()], visits);
};

/** What all visits of the period come to. */
export const stayTotals = ({ total }: VisitAnalytics): Total[] => {
  const slowest = joinText(total.joinP95);
  const connected = durationText(total.connectedMs);
  return [
    { word: msg('Visits'), figure: String(total.visits), beside: msg(str`${connected} connected`) },
    {
      word: msg('Half in within'),
      figure: joinText(total.joinP50),
      beside: total.joinP95 === null ? '' : msg(str`95 % within ${slowest}`),
    },
    { word: msg('Picture stood still'), figure: shareOfOneText(total.frozenShare), beside: msg('of the time') },
    {
      word: msg('Without pictures for the line'),
      figure: shareOfOneText(total.voiceOnlyShare),
      beside: msg('of the time'),
    },
    { word: msg('Line gone'), figure: shareOfOneText(total.goneShare), beside: msg(str`${total.reconnects} times`) },
  ];
};
