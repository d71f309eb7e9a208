import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import type { Severity } from '#contracts/alert.ts';
import type { EscalationPolicyHistory } from '#contracts/escalation.ts';
import type { Page } from '#contracts/ids.ts';
import { escalationPolicies, users } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { cutPage, decodeCursor } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { toPolicy } from './load.ts';

const Keys = z.tuple([z.string().regex(/^\d{1,9}$/)]);

/** Every version of a policy that somebody set, newest first. */
export const listPolicyVersions = async (
  { db }: Deps,
  actor: SignedIn,
  severity: Severity,
  { cursor, limit }: Page,
): Promise<EscalationPolicyHistory> => {
  requireRole(actor, 'administrator', 'clinician');
  const wanted = [eq(escalationPolicies.severity, severity)];
  if (cursor !== undefined) {
    const [version] = decodeCursor(cursor, Keys);
    wanted.push(lt(escalationPolicies.version, Number(version)));
  }
  const rows = await db
    .select({ policy: escalationPolicies, changedByName: users.name })
    .from(escalationPolicies)
    .innerJoin(users, eq(users.id, escalationPolicies.changedBy))
    .where(and(...wanted))
    .orderBy(desc(escalationPolicies.version))
    .limit(limit + 1);
  const { page, nextCursor } = cutPage(rows, limit, ({ policy }) => [String(policy.version)]);
  return { versions: page.map(toPolicy), nextCursor };
};
