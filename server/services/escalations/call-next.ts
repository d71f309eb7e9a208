import type { Actor } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { advance, type Move } from '#models/escalation/advance.ts';
import { databaseNow } from '../../database-now.ts';
import { EscalationRecord } from './escalation-record.ts';
import { loadEscalatingClinic, type EscalatingClinic } from './load-clinic.ts';
import { loadWaitingAlert, type WaitingAlert } from './waiting-alerts.ts';

/** The actor of what happens because nobody answered. */
const ESCALATION: Actor = { type: 'system', id: 'escalation' };

/** Somebody who asks for the next tier. */
export type Asked = { actor: Actor; reason: string };

/** Does what is due about each of these alerts, whose rows are locked. */
export const advanceAlerts = async (tx: Transaction, alerts: readonly WaitingAlert[]): Promise<void> => {
  if (alerts.length === 0) return;
  const now = await databaseNow(tx);
  const clinic = await loadEscalatingClinic(tx, now);
  const record = new EscalationRecord();
  for (const alert of alerts) advanceOne(record, alert, now, clinic);
  await record.write(tx, now);
};

/** Calls the next tier at once, and the first again after the last; the alert's row was changed by this transaction. */
export const callNext = async (tx: Transaction, alertId: string, asked: Asked): Promise<void> => {
  const alert = await loadWaitingAlert(tx, alertId);
  if (alert === undefined) throw new Error('an alert that escalates has paged');
  const now = await databaseNow(tx);
  const record = new EscalationRecord();
  advanceOne(record, alert, now, await loadEscalatingClinic(tx, now), asked);
  await record.write(tx, now);
};

const advanceOne = (
  record: EscalationRecord,
  alert: WaitingAlert,
  now: Date,
  { policies, directory }: EscalatingClinic,
  asked?: Asked,
): void => {
  const policy = policies.get(alert.severity);
  if (policy === undefined) throw new Error('every severity has a policy');
  const { moves, dueAt } = advance(policy.tiers, alert, now.getTime(), directory, asked !== undefined);
  let callId = alert.calls.at(-1)?.id;
  for (const move of moves) {
    if (move.kind === 'call') {
      const { round, tier, people, empty } = move;
      callId = newId();
      record.call(
        {
          ...{ id: callId, alertId: alert.id, round, tier, emptyTargets: empty },
          ...{ severity: policy.severity, policyVersion: policy.version },
          ...{ calledAt: now, answerBy: new Date(move.answerBy) },
        },
        alert,
        people,
      );
      // Whoever asked is the actor of the call that somebody hears of.
      const by = asked !== undefined && move.why === 'asked' && people.length > 0 ? asked : undefined;
      record.event({
        alert,
        callId,
        type: round === 1 && tier === 0 && by === undefined ? 'called' : 'escalated',
        actor: by?.actor ?? ESCALATION,
        at: now,
        reason: by?.reason ?? reasonOf(move),
        detail: { round, tier, people, answerBy: new Date(move.answerBy).toISOString(), policyVersion: policy.version },
      });
      continue;
    }
    if (callId === undefined) throw new Error('what is said of a call comes after it');
    record.markCall({ callId, column: COLUMN_OF[move.kind] });
    if (move.kind === 'unreached') continue;
    const type = move.kind === 'remind' ? 'reminded' : 'exhausted';
    record.event({ alert, callId, type, actor: ESCALATION, at: now, reason: null, detail: {} });
  }
  record.markAlert({
    alertId: alert.id,
    dueAt: dueAt === null ? null : new Date(dueAt),
    isEscalated: moves.some((move) => move.kind === 'call' && (move.tier > 0 || move.round > 1)),
    isExhausted: moves.some(({ kind }) => kind === 'exhausted'),
    isNew: alert.calls.length === 0,
  });
};

const COLUMN_OF = { unreached: 'unreached_at', remind: 'reminded_at', exhausted: 'exhausted_at' } as const;

/** For machines, and put in words where it is shown: such as `tier:2 unreached`. */
const reasonOf = ({ tier, people, why }: Extract<Move, { kind: 'call' }>): string =>
  [`tier:${tier + 1}`, why, ...(people.length === 0 ? ['nobody'] : [])].join(' ');
