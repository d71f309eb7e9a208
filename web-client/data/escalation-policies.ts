import type { EscalationPolicyList } from '#contracts/escalation.ts';
import { request } from './request.ts';

/** Who is called about which alerts: the policies in force. */
export const listPolicies = (): Promise<EscalationPolicyList> => request('GET', '/api/escalation-policies');
