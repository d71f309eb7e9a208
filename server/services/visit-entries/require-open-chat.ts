import { AppError } from '#contracts/errors.ts';
import { CHAT_STATES } from '#contracts/visit-chat-limits.ts';
import type { ConsultationRow } from '../consultations/find-consultation.ts';

const OPEN: ReadonlySet<ConsultationRow['state']> = new Set(CHAT_STATES);

/** Throws `conflict` unless both sides may write in this visit now. */
export const requireOpenChat = ({ state }: Pick<ConsultationRow, 'state'>): void => {
  if (OPEN.has(state)) return;
  const isAhead = state === 'booked' || state === 'ringing';
  throw new AppError(
    'conflict',
    isAhead
      ? 'nobody writes in a visit before the patient is there'
      : 'this visit is over: what was written is only read',
  );
};
