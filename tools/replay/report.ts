import type { Sql } from 'postgres';

export type ReplayAlert = {
  patient: string;
  ruleId: string;
  ruleSet: string;
  lane: string;
  severity: string;
  paged: boolean;
  confirmation: string;
  onsetAt: string;
  raisedAt: string;
  clearedAt: string | null;
  state: string;
};

export type ReplayReport = {
  readings: {
    sent: number;
    stored: number;
    duplicate: number;
    quarantined: number;
    byReason: Record<string, number>;
    /** Rows whose identity is equal and whose values differ: quarantined, and listed here. */
    sameKeyOtherValues: { patient: string; payload: string }[];
  };
  patientDays: number;
  alerts: ReplayAlert[];
  pagesPerPatientDay: number;
  alertsPerPatientDay: number;
};

type AlertRow = Omit<ReplayAlert, 'onsetAt' | 'raisedAt' | 'clearedAt'> & {
  onsetAt: Date;
  raisedAt: Date;
  clearedAt: Date | null;
};

/**
 * Reads back what the pipeline made of the replay. One entry an onset, whether it opened an alert or raised an open one
 * again: what became of each onset stands in the alert's events.
 */
const readAlerts = (sql: Sql): Promise<AlertRow[]> => sql<AlertRow[]>`
  select p.name as patient, f.rule_id as "ruleId", f.rule_set as "ruleSet", f.lane, f.severity,
    exists (select 1 from alert_events e where e.finding_id = f.id and e.type = 'paged') as paged,
    coalesce((
      select case e.type when 'confirmed' then 'confirmed' else 'unconfirmed' end
      from alert_events e
      where e.finding_id = f.id and e.type in ('confirmed', 'unconfirmed')
      order by e.id desc limit 1
    ), case when a.finding_id = f.id then a.confirmation else 'none' end) as confirmation,
    f.onset_at as "onsetAt", f.raised_at as "raisedAt", f.cleared_at as "clearedAt", a.state
  from findings f
  join patients p on p.id = f.patient_id
  join alerts a on a.patient_id = f.patient_id and a.rule_id = f.rule_id
  where f.superseded_at is null and f.withdrawn_at is null
    -- A finding that an alert of a worse condition spoke for raised none itself.
    and (a.finding_id = f.id or exists (
      select 1 from alert_events e where e.finding_id = f.id and e.type in ('raised', 're-raised')
    ))
  order by p.name, f.onset_at, f.rule_id
`;

export const buildReport = async (
  sql: Sql,
  sent: number,
  duplicate: number,
  patientDays: number,
): Promise<ReplayReport> => {
  const [stored] = await sql<{ count: number }[]>`select count(*)::int as count from observations`;
  const reasons = await sql<{ reason: string; count: number }[]>`
    select reason, sum(occurrences)::int as count from quarantined_readings group by reason order by reason
  `;
  const conflicting = await sql<{ patient: string | null; payload: Uint8Array }[]>`
    select p.name as patient, q.payload from quarantined_readings q
    left join patients p on p.id = q.patient_id
    where q.reason = 'same-key-other-values'
  `;
  const alerts = (await readAlerts(sql)).map((row) => ({
    ...row,
    onsetAt: row.onsetAt.toISOString(),
    raisedAt: row.raisedAt.toISOString(),
    clearedAt: row.clearedAt?.toISOString() ?? null,
  }));
  const perDay = (count: number): number => Math.round((count / Math.max(1, patientDays)) * 10_000) / 10_000;
  return {
    readings: {
      sent,
      stored: stored?.count ?? 0,
      duplicate,
      quarantined: reasons.reduce((sum, { count }) => sum + count, 0),
      byReason: Object.fromEntries(reasons.map(({ reason, count }) => [reason, count])),
      sameKeyOtherValues: conflicting.map(({ patient, payload }) => ({
        patient: patient ?? 'unknown',
        payload: Buffer.from(payload).toString('utf8'),
      })),
    },
    patientDays,
    alerts,
    pagesPerPatientDay: perDay(alerts.filter(({ paged }) => paged).length),
    alertsPerPatientDay: perDay(alerts.length),
  };
};
