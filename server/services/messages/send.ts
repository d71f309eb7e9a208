import { and, desc, eq, inArray, isNotNull, max } from 'drizzle-orm';
import { OPEN_ALERT_STATES } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { Message, SendMessage } from '#contracts/message.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { alerts, messages, patients } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { recordAlertChange } from '../alerts/record-change.ts';
import { requireCorrespondent } from './require-correspondent.ts';
import { selectMessages, toMessage } from './to-message.ts';

/**
 * Writes a message into a patient's thread: a clinician's, also from an alert, or the patient's. The same request again
 * answers the message that it made. What was written stands in the thread alone: not in the audit log, nor in the news.
 */
export const sendMessage = async (
  deps: Deps,
  actor: SignedIn,
  patientId: string,
  { body, alertId, key }: SendMessage,
): Promise<Message> => {
  await requireCorrespondent(deps.db, actor, patientId);
  const authorKind = actor.role === 'patient' ? 'patient' : 'care-team';
  return inTransaction(deps, async (tx) => {
    // Whoever writes into one thread takes turns: it has one order, and nothing comes before what somebody has read.
    await tx.select({ id: patients.id }).from(patients).where(eq(patients.id, patientId)).for('no key update');
    if (alertId !== undefined) await requireAlertOf(tx, actor, patientId, alertId);
    const before = await findByKey(tx, actor.userId, key);
    if (before !== undefined) {
      const isSame =
        before.patientId === patientId &&
        before.body === body &&
        (actor.role === 'patient' || before.alertId === (alertId ?? null));
      if (!isSame) throw new AppError('conflict', 'another message was sent with this key');
      return loadMessage(tx, before.id);
    }
    const answered = authorKind === 'patient' ? await listAlertsWrittenFrom(tx, patientId) : [];
    const about = alertId ?? answered[0] ?? null;
    const id = newId();
    const at = await nextInstant(tx, patientId, deps.now());
    const by = { type: 'user', id: actor.userId } as const;
    const [made] = await tx
      .insert(messages)
      .values({
        ...{ id, patientId, alertId: about, authorId: actor.userId, authorKind, body, sentAt: at, clientKey: key },
      })
      // The same key at the same moment for another patient: another thread, where nobody took turns with this one.
      .onConflictDoNothing({ target: [messages.authorId, messages.clientKey] })
      .returning({ id: messages.id });
    if (made === undefined) throw new AppError('conflict', 'another message was sent with this key');
    await announce(tx, {
      ...{ type: 'message:sent', occurredAt: at, patientId, messageId: id },
      ...(about === null ? {} : { alertId: about }),
    });
    await recordAudit(tx, {
      ...{ actor: by, at, action: 'message:sent', patientId, subjectType: 'message', subjectId: id },
      ...(about === null ? {} : { detail: { alertId: about } }),
    });
    const changes =
      alertId === undefined
        ? answered.map((each) => ({ alertId: each, type: 'message-answered' as const }))
        : [{ alertId, type: 'message-sent' as const }];
    for (const change of changes) {
      await recordAlertChange(tx, { ...change, patientId, actor: by, at, detail: { messageId: id } });
    }
    return loadMessage(tx, id);
  });
};

const requireAlertOf = async (tx: Transaction, actor: SignedIn, patientId: string, alertId: string): Promise<void> => {
  const [alert] = await tx
    .select({ id: alerts.id })
    .from(alerts)
    .where(and(eq(alerts.id, alertId), eq(alerts.patientId, patientId)));
  if (alert === undefined) throw new AppError('not_found', 'no such alert');
  if (actor.role === 'patient') throw new AppError('forbidden', 'only the care team writes from an alert');
};

const findByKey = async (tx: Transaction, authorId: string, key: string) => {
  const [row] = await tx
    .select({ id: messages.id, patientId: messages.patientId, alertId: messages.alertId, body: messages.body })
    .from(messages)
    .where(and(eq(messages.authorId, authorId), eq(messages.clientKey, key)));
  return row;
};

/** The open alerts from which somebody has written, the one that was written from last first: a patient answers them all. */
const listAlertsWrittenFrom = async (tx: Transaction, patientId: string): Promise<string[]> => {
  const rows = await tx
    .select({ alertId: alerts.id })
    .from(messages)
    .innerJoin(alerts, eq(alerts.id, messages.alertId))
    .where(
      and(
        eq(messages.patientId, patientId),
        eq(messages.authorKind, 'care-team'),
        isNotNull(messages.alertId),
        inArray(alerts.state, [...OPEN_ALERT_STATES]),
      ),
    )
    .groupBy(alerts.id)
    .orderBy(desc(max(messages.sentAt)));
  return rows.map(({ alertId }) => alertId);
};

/** Now, or a moment after the newest message where a clock is behind another's. */
const nextInstant = async (tx: Transaction, patientId: string, now: Date): Promise<Date> => {
  const [newest] = await tx
    .select({ sentAt: messages.sentAt })
    .from(messages)
    .where(eq(messages.patientId, patientId))
    .orderBy(desc(messages.sentAt))
    .limit(1);
  return new Date(Math.max(now.getTime(), (newest?.sentAt.getTime() ?? 0) + 1));
};

const loadMessage = async (tx: Transaction, messageId: string): Promise<Message> => {
  const [row] = await selectMessages(tx).where(eq(messages.id, messageId));
  if (row === undefined) throw new AppError('not_found', 'no such message');
  return toMessage(row);
};
