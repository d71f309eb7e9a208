import type { EscalationPolicyList } from '#contracts/escalation.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadPolicies } from './load.ts';

/** Who is called about which alerts, for those who work here. */
export const listPolicies = async ({ db }: Deps, actor: SignedIn): Promise<EscalationPolicyList> => {
  requireRole(actor, 'administrator', 'clinician');
  return { policies: await loadPolicies(db) };
};
