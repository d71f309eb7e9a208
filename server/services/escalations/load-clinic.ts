import type { EscalationPolicy } from '#contracts/escalation.ts';
import type { Severity } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import type { Directory } from '#models/escalation/whom-to-call.ts';
import type { ClinicCalendar } from '#models/on-call/next-working-day.ts';
import { loadHolidays, loadOpeningHours, loadTimeZone } from '../clinic/load-calendar.ts';
import { loadPolicies } from '../escalation-policies/load.ts';
import { loadRosters } from '../on-call/load-rosters.ts';
import { loadClinicians } from '../on-call/load-staff.ts';

export type EscalatingClinic = {
  policies: ReadonlyMap<Severity, EscalationPolicy>;
  directory: Directory & { calendar: ClinicCalendar };
};

/**
 * Whom this clinic calls when, as it stands now. Only clinicians can be called: whoever runs the clinic sees no patient, and
 * is not given one at night.
 */
export const loadEscalatingClinic = async (tx: Transaction, now: Date): Promise<EscalatingClinic> => {
  const policies = await loadPolicies(tx);
  const rosters = await loadRosters(tx, now);
  const timeZone = await loadTimeZone(tx);
  const { openingHours } = await loadOpeningHours(tx);
  const holidays = new Set((await loadHolidays(tx)).map(({ date }) => date));
  return {
    policies: new Map(policies.map((policy) => [policy.severity, policy])),
    directory: {
      rosters: new Map([...rosters].map(([id, { roster }]) => [id, roster])),
      staff: await loadClinicians(tx),
      calendar: { timeZone, openingHours, holidays },
    },
  };
};
