import { desc, inArray } from 'drizzle-orm';
import type { CallCheckSummary } from '#contracts/call-check.ts';
import { judgeCallCheck } from '#contracts/judge-call-check.ts';
import type { Database, Transaction } from '#database/client.ts';
import { callChecks } from '#database/schema/index.ts';

/** The newest check of each participant who made one, by consultation and then by user. */
export const readNewestChecks = async (
  db: Database | Transaction,
  consultationIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, CallCheckSummary>>> => {
  if (consultationIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([callChecks.consultationId, callChecks.userId])
    .from(callChecks)
    .where(inArray(callChecks.consultationId, [...consultationIds]))
    .orderBy(callChecks.consultationId, callChecks.userId, desc(callChecks.checkedAt), desc(callChecks.id));
  const byConsultation = new Map<string, Map<string, CallCheckSummary>>();
  for (const { consultationId, userId, checkedAt, result } of rows) {
    const ofConsultation = byConsultation.get(consultationId) ?? new Map<string, CallCheckSummary>();
    ofConsultation.set(userId, { checkedAt: checkedAt.toISOString(), ...judgeCallCheck(result) });
    byConsultation.set(consultationId, ofConsultation);
  }
  return byConsultation;
};
