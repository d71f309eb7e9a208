import type { EscalationDeadline } from '#contracts/escalation.ts';
import { endOfNextWorkingDay, type ClinicCalendar } from '../on-call/next-working-day.ts';

const MINUTE_MS = 60_000;

/** When those who are called at an instant must have answered, in ms. */
export const answerBy = (deadline: EscalationDeadline, calledAt: number, calendar: ClinicCalendar): number => {
  switch (deadline.kind) {
    case 'minutes':
      return calledAt + deadline.minutes * MINUTE_MS;
    case 'next-working-day':
      return endOfNextWorkingDay(calendar, calledAt);
  }
};
