import type { ConsultationState } from './consultation.ts';

/** While a visit is in one of these states there is a room: somebody calls, or both are there. */
export const LIVE_STATES = ['ringing', 'admitted', 'in_progress'] as const satisfies readonly ConsultationState[];
