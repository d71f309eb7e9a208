import { and, eq, inArray } from 'drizzle-orm';
import type { Actor } from '#contracts/alert.ts';
import { CONSULTATION_STATES, CONSULTATION_TRANSITIONS, type ConsultationState } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { CONSULTATION_EVENT_TYPES } from '#contracts/notification.ts';
import type { Transaction } from '#database/client.ts';
import { consultations } from '#database/schema/index.ts';
import { recordAudit } from '../../audit.ts';
import { isConstraint } from '../../errors.ts';
import { announce } from '../../outbox.ts';
import type { ConsultationRow } from './find-consultation.ts';

type EventType = (typeof CONSULTATION_EVENT_TYPES)[number];

/** What is announced when a state is entered. */
const EVENT_OF = {
  booked: 'booked',
  ringing: 'ringing',
  checked_in: 'checked-in',
  admitted: 'admitted',
  in_progress: 'started',
  ended: 'ended',
  cancelled: 'cancelled',
  no_show: 'no-showed',
  declined: 'declined',
  missed: 'missed',
} as const satisfies Record<ConsultationState, EventType>;

/** States from which `to` may be entered. */
export const statesBefore = (to: ConsultationState): ConsultationState[] =>
  CONSULTATION_STATES.filter((state) => (CONSULTATION_TRANSITIONS[state] as readonly ConsultationState[]).includes(to));

export type Change = {
  to: ConsultationState;
  actor: Actor;
  /** Also set in the same update, such as `endedAt`. */
  set?: Partial<Pick<ConsultationRow, 'ringingSince' | 'checkedInAt' | 'startedAt' | 'endedAt' | 'endReason'>>;
};

export const patientIsBusy = () => new AppError('conflict', 'this patient is in a call already');

/** Is it the index that lets a patient be in one call at a time? */
const isLiveConflict = (error: unknown): boolean => isConstraint(error, 'consultations_live_idx');

/**
 * The one way a consultation changes its state: a conditional update along the state machine, with the audit row and
 * the announcement in the same transaction. `conflict` when it is in no state that leads there.
 */
export const transition = async (
  tx: Transaction,
  consultationId: string,
  { to, actor, set = {} }: Change,
  now: Date,
): Promise<ConsultationRow> => {
  const [row] = await tx
    .update(consultations)
    // A deadline belongs to ringing; every other state is entered without one.
    .set({ state: to, ringUntil: null, ...set })
    .where(and(eq(consultations.id, consultationId), inArray(consultations.state, statesBefore(to))))
    .returning()
    .catch((error: unknown) => {
      throw isLiveConflict(error) ? patientIsBusy() : error;
    });
  if (row === undefined) throw await refusal(tx, consultationId, to);
  await recordChange(tx, row, actor, now);
  return row;
};

/** Who moved it to the state it is in, for the audit log and for every page that shows it. */
export const recordChange = async (tx: Transaction, row: ConsultationRow, actor: Actor, now: Date): Promise<void> => {
  const { id, patientId, alertId, state, endReason } = row;
  await recordAudit(tx, {
    actor,
    at: now,
    action: `consultation:${EVENT_OF[state]}`,
    patientId,
    subjectType: 'consultation',
    subjectId: id,
    detail: { ...(alertId === null ? {} : { alertId }), ...(endReason === null ? {} : { endReason }) },
  });
  await announce(tx, { type: `consultation:${EVENT_OF[state]}`, occurredAt: now, patientId, consultationId: id });
};

const refusal = async (tx: Transaction, consultationId: string, to: ConsultationState): Promise<AppError> => {
  const [row] = await tx
    .select({ state: consultations.state })
    .from(consultations)
    .where(eq(consultations.id, consultationId));
  if (row === undefined) return new AppError('not_found', 'no such consultation');
  const words = (state: ConsultationState): string => state.replace('_', ' ');
  return new AppError('conflict', `a consultation that is ${words(row.state)} cannot become ${words(to)}`);
};
