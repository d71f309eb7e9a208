import type { Sql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import { inTransaction } from '#database/last-statements.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import { lockDetectors } from '../lock-detectors.ts';
import { applyFindings } from '../policy/apply.ts';
import { technicalChange } from '../technical-change.ts';
import { loadOver, takeFailing, type DeliveryTrouble } from './failing-deliveries.ts';

const DELIVERY_HEALTH: Actor = { type: 'system', id: 'delivery-health' };
const LOCK = 'kanhu:delivery-health';
/** What is left over is due in the next sweep. */
const AT_ONCE = 200;

const SOURCE = 'A message about an alert did not reach its recipient in the time that the severity allows';

/**
 * A channel that does not deliver is a finding: raises and clears `delivery.failed`, so that others hear of it by other
 * ways. Returns whether an alert changed. One server at a time.
 */
export const sweepDeliveries = async (sql: Sql): Promise<boolean> => {
  let isNews = false;
  await inTransaction(sql, async (tx) => {
    const [lock] = await tx<{ won: boolean }[]>`select pg_try_advisory_xact_lock(hashtext(${LOCK})) as won`;
    if (lock?.won !== true) return [];
    const changes = [
      ...(await takeFailing(tx, AT_ONCE)).map((trouble) => ({ trouble, change: raised(trouble) })),
      ...(await loadOver(tx)).map((trouble) => ({ trouble, change: cleared(trouble) })),
    ];
    if (changes.length === 0) return [];
    await lockDetectors(
      tx,
      changes.map(({ trouble }) => trouble.patientId),
    );
    const steps = changes.map(({ trouble, change }) => ({
      patientId: trouble.patientId,
      ruleId: 'delivery.failed' as const,
      change,
      clock: 'wall' as const,
      at: trouble.nowMs,
      actor: DELIVERY_HEALTH,
    }));
    const { events, writes } = await applyFindings(tx, steps);
    isNews = events.length > 0;
    return writes;
  });
  return isNews;
};

const found = ({ ruleSet, severity, delivery, reason, onsetAt }: DeliveryTrouble) => {
  const { after, explanation } = technicalChange(ruleSet, onsetAt, {
    ...{ ruleId: 'delivery.failed', severity, source: SOURCE, reason, delivery },
  });
  return { finding: { ...after, stream: `channel:${delivery.channel}:${delivery.recipientId}` as const }, explanation };
};

const raised = (trouble: DeliveryTrouble): FindingChange => {
  const { finding, explanation } = found(trouble);
  return { before: null, after: finding, supersedes: [], explanation };
};

const cleared = (trouble: DeliveryTrouble): FindingChange => {
  const { finding } = found(trouble);
  return { before: finding, after: { ...finding, clearedAt: trouble.nowMs }, supersedes: [], explanation: null };
};
