import { desc, eq, sql } from 'drizzle-orm';
import { SEVERITIES, type Severity } from '#contracts/alert.ts';
import type { EscalationPolicy } from '#contracts/escalation.ts';
import type { Database, Transaction } from '#database/client.ts';
import { escalationPolicies, users } from '#database/schema/index.ts';
import { DEFAULT_POLICIES } from '#models/escalation/default-policies.ts';

type PolicyRow = { policy: typeof escalationPolicies.$inferSelect; changedByName: string };

/** Policies that name a roster, and rosters that are closed, take turns: until the end of the transaction. */
export const lockPolicies = async (tx: Transaction): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('kanhu:escalation-policies'))`);
};

export const toPolicy = ({ policy, changedByName }: PolicyRow): EscalationPolicy => ({
  severity: policy.severity,
  version: policy.version,
  tiers: [...policy.tiers],
  changedBy: policy.changedBy,
  changedByName,
  changedAt: policy.changedAt.toISOString(),
  reason: policy.reason,
});

/** What holds while nobody has changed it. */
const defaultOf = (severity: Severity): EscalationPolicy => ({
  ...{ severity, version: 0, tiers: structuredClone<EscalationPolicy['tiers']>([...DEFAULT_POLICIES[severity]]) },
  ...{ changedBy: null, changedByName: null, changedAt: null, reason: null },
});

/** The policies that are in force, the most severe first: of each the newest version, or the default. */
export const loadPolicies = async (db: Database | Transaction): Promise<EscalationPolicy[]> => {
  const rows = await db
    .selectDistinctOn([escalationPolicies.severity], { policy: escalationPolicies, changedByName: users.name })
    .from(escalationPolicies)
    .innerJoin(users, eq(users.id, escalationPolicies.changedBy))
    .orderBy(escalationPolicies.severity, desc(escalationPolicies.version));
  return SEVERITIES.map((severity) => {
    const row = rows.find(({ policy }) => policy.severity === severity);
    return row === undefined ? defaultOf(severity) : toPolicy(row);
  });
};

export const loadPolicy = async (db: Database | Transaction, severity: Severity): Promise<EscalationPolicy> =>
  (await loadPolicies(db)).find((policy) => policy.severity === severity) ?? defaultOf(severity);
