import type { ConsultationState } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';

const LIVE: readonly ConsultationState[] = ['admitted', 'in_progress'];

/** A guest is let in to where clinician and patient are, and never before the patient. */
export const requireLive = ({ state }: { state: ConsultationState }, otherwise: string): void => {
  if (!LIVE.includes(state)) throw new AppError('conflict', otherwise);
};
