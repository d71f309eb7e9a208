import type { QuarantineReason } from '#contracts/reading.ts';

/** Why a reading goes to quarantine: the reason, and a sentence for the person who settles it. Never the value itself. */
export type Rejection = { reason: QuarantineReason; detail: string };

export const isRejection = (outcome: object): outcome is Rejection => 'reason' in outcome && 'detail' in outcome;
