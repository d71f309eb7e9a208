import { eq, inArray, sql } from 'drizzle-orm';
import type { Alert } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { alerts, consultations, patients, users } from '#database/schema/index.ts';
import { OFFER_STANDS } from '../hand-overs/standing.ts';
import { ACTIVE_SNOOZES } from './snoozed.ts';

const columns = {
  alert: alerts,
  /** The time it was raised to the microsecond, for a cursor. */
  raisedAtKey: sql<string>`${alerts.raisedAt}::text`,
  patientName: patients.name,
  acknowledgedByName: users.name,
  snoozes: sql<{ userId: string; until: string }[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('userId', snooze.user_id, 'until', snooze.until)), '[]'::jsonb)
    from ${ACTIVE_SNOOZES}
  )`,
  handOver: sql<{ toUserId: string; toUserName: string; offeredAt: string; answerBy: string } | null>`(
    select jsonb_build_object('toUserId', receiver.id, 'toUserName', receiver.name, 'offeredAt', offer.offered_at,
      'answerBy', offer.answer_by)
    from alert_hand_overs offer
    join alerts about on about.id = offer.alert_id
    join users receiver on receiver.id = offer.to_user_id
    where offer.alert_id = ${alerts.id} and ${OFFER_STANDS}
  )`,
  /** The newest visit that came from this alert. */
  consultationId: sql<string | null>`(
    select ${consultations.id} from ${consultations}
    where ${consultations.alertId} = ${alerts.id}
    order by ${consultations.createdAt} desc limit 1
  )`,
};

/** An alert's row with the names a reader needs; add `where`, `orderBy` and `limit`. */
export const selectAlerts = (db: Database | Transaction) =>
  db
    .select(columns)
    .from(alerts)
    .innerJoin(patients, eq(patients.id, alerts.patientId))
    .leftJoin(users, eq(users.id, alerts.acknowledgedBy))
    .$dynamic();

export type AlertRow = Awaited<ReturnType<typeof selectAlerts>>[number];

/** It is of the paging that is shown, and nobody has answered since. */
const isWaitingInVain = (alert: AlertRow['alert']): alert is AlertRow['alert'] & { exhaustedAt: Date } =>
  alert.exhaustedAt !== null &&
  (alert.state === 'raised' || alert.state === 'escalated') &&
  alert.escalationPagedAt?.getTime() === alert.pagedAt?.getTime();

/** What leaves the server of an alert: these fields, and no other that the row may get one day. */
export const toAlert = ({
  alert,
  patientName,
  acknowledgedByName,
  handOver,
  snoozes,
  consultationId,
}: AlertRow): Alert => ({
  id: alert.id,
  patientId: alert.patientId,
  patientName,
  ruleId: alert.ruleId,
  ruleSet: alert.ruleSet,
  ruleVersion: alert.ruleVersion,
  lane: alert.lane,
  severity: alert.severity,
  state: alert.state,
  paged: alert.paged,
  confirmation: alert.confirmation,
  onsetAt: alert.onsetAt.toISOString(),
  raisedAt: alert.raisedAt.toISOString(),
  clearedAt: alert.clearedAt?.toISOString() ?? null,
  acknowledgedAt: alert.acknowledgedAt?.toISOString() ?? null,
  acknowledgedBy: alert.acknowledgedBy,
  acknowledgedByName,
  handOver: handOver && {
    ...{ toUserId: handOver.toUserId, toUserName: handOver.toUserName },
    offeredAt: new Date(handOver.offeredAt).toISOString(),
    answerBy: new Date(handOver.answerBy).toISOString(),
  },
  resolvedAt: alert.resolvedAt?.toISOString() ?? null,
  resolvedBy: alert.resolvedBy,
  outcome: alert.outcome,
  exhaustedAt: isWaitingInVain(alert) ? alert.exhaustedAt.toISOString() : null,
  snoozes: snoozes.map(({ userId, until }) => ({ userId, until: new Date(until).toISOString() })),
  explanation: alert.explanation,
  consultationId,
});

/** Many alerts by id in one query, such as those of a batch of events. Ids that are not there are left out. */
export const loadAlerts = async (
  db: Database | Transaction,
  alertIds: readonly string[],
): Promise<Map<string, Alert>> => {
  if (alertIds.length === 0) return new Map();
  const rows = await selectAlerts(db).where(inArray(alerts.id, [...alertIds]));
  return new Map(rows.map((row) => [row.alert.id, toAlert(row)]));
};

/** One alert that is known to be there. */
export const loadAlert = async (db: Database | Transaction, alertId: string): Promise<Alert> => {
  const alert = (await loadAlerts(db, [alertId])).get(alertId);
  if (alert === undefined) throw new AppError('not_found', 'no such alert');
  return alert;
};
