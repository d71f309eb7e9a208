import { and, eq, inArray, isNull, ne, sql, type SQL } from 'drizzle-orm';
import { OPEN_ALERT_STATES, type Actor, type Outcome } from '#contracts/alert.ts';
import { underlying, type Transaction } from '#database/client.ts';
import { alerts, findings, quarantinedReadings } from '#database/schema/index.ts';
import { lockOpenAlerts, takeBackAlerts } from '#ingest/policy/take-back-alerts.ts';
import { resolveOpenAlert } from './resolve.ts';

export type SettledReading = {
  quarantinedId: string;
  /** Whose it was while it was held. */
  patientId: string;
  /** Set when it was released: the observation it became. */
  observationId: string | null;
  userId: string;
  at: Date;
  reason: string;
};

/** A held reading that was settled settles what it had raised, too. */
export const settleAlertsOfQuarantined = async (tx: Transaction, settled: SettledReading): Promise<void> => {
  await lockOpenAlerts(underlying(tx), settled.patientId);
  await withdrawWhatItBroke(tx, settled);
  await resolveWhenNoneIsHeld(tx, settled);
};

const cites = (id: string): SQL =>
  sql`${findings.explanation} -> 'contributions' @> ${JSON.stringify([{ observationId: id }])}::jsonb`;

/**
 * Rules that the held value broke were raised at once where only its time was in doubt. What rests on it is withdrawn;
 * an alert for which the corrected reading or another one speaks stays, and shows that.
 */
const withdrawWhatItBroke = async (tx: Transaction, settled: SettledReading): Promise<void> => {
  const { quarantinedId, patientId, observationId, userId, at, reason } = settled;
  const gone = await tx
    .update(findings)
    .set({ withdrawnAt: at, clearedAt: sql`coalesce(${findings.clearedAt}, ${at.toISOString()}::timestamptz)` })
    .where(and(eq(findings.patientId, patientId), cites(quarantinedId), isNull(findings.withdrawnAt)))
    .returning({ id: findings.id });
  if (gone.length === 0) return;
  const ids = gone.map(({ id }) => id);
  const actor: Actor = { type: 'user', id: userId };
  await takeBackAlerts(underlying(tx), ids, { patientId, correctedTo: observationId, actor, at, reason });
};

/** "Somebody has to look at it" is over when the last dangerous reading that is held was looked at. */
const resolveWhenNoneIsHeld = async (tx: Transaction, settled: SettledReading): Promise<void> => {
  const { quarantinedId, patientId, observationId, userId, at, reason } = settled;
  const [held] = await tx
    .select({ id: quarantinedReadings.id })
    .from(quarantinedReadings)
    .where(
      and(
        eq(quarantinedReadings.patientId, patientId),
        eq(quarantinedReadings.state, 'held'),
        eq(quarantinedReadings.isDangerous, true),
        ne(quarantinedReadings.id, quarantinedId),
      ),
    )
    .limit(1);
  if (held !== undefined) return;
  const [open] = await tx
    .select({ id: alerts.id, findingId: alerts.findingId })
    .from(alerts)
    .where(
      and(
        eq(alerts.patientId, patientId),
        eq(alerts.ruleId, 'reading.quarantined'),
        inArray(alerts.state, [...OPEN_ALERT_STATES]),
      ),
    );
  if (open === undefined) return;
  const outcome: Outcome = observationId === null ? 'measurement-error' : 'technical-fixed';
  await tx.update(findings).set({ clearedAt: at }).where(eq(findings.id, open.findingId));
  await resolveOpenAlert(tx, { alertId: open.id, patientId, userId, outcome, reason });
};
