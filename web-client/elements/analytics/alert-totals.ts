import { msg, str } from '@lit/localize';
import type { AlertAnalytics } from '#contracts/alert-analytics.ts';
import { perDayText, shareText, waitedText } from '../../words/analytics.ts';
import type { Total } from './kh-totals.ts';

/** What all alerts of the period come to. */
export const alertTotals = ({ total, patientDays }: AlertAnalytics): Total[] => {
  const { raised, paged, acknowledged, waiting, acknowledgeP50, acknowledgeP95, answers, useful } = total;
  const perDay = (count: number): string => {
    const rate = perDayText(count, patientDays);
    return msg(str`${rate} per patient-day`);
  };
  const slowest = waitedText(acknowledgeP95);
  return [
    { word: msg('Raised'), figure: String(raised), beside: perDay(raised) },
    { word: msg('Paged'), figure: String(paged), beside: perDay(paged) },
    {
      word: msg('Half acknowledged within'),
      figure: waitedText(acknowledgeP50),
      beside: acknowledgeP95 === null ? '' : msg(str`95 % within ${slowest}`),
    },
    {
      word: msg('Never acknowledged'),
      figure: shareText(raised - acknowledged, raised),
      beside: msg(str`${waiting} waiting now`),
    },
    { word: msg('Found useful'), figure: shareText(useful, answers), beside: msg(str`answers: ${answers}`) },
  ];
};
