import type { Severity } from '#contracts/alert.ts';
import type { EscalationPreview } from '#contracts/escalation-preview.ts';
import type { ExampleMoment } from '#contracts/example-moment.ts';
import type {
  EscalationPolicy,
  EscalationPolicyHistory,
  EscalationPolicyList,
  EscalationTier,
} from '#contracts/escalation.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

/** One for each severity, the most severe first. */
export const listPolicies = async (): Promise<readonly EscalationPolicy[]> => {
  const { policies }: EscalationPolicyList = await request('GET', '/api/escalation-policies');
  return policies;
};

/** A version other than `basedOnVersion` in the database is a `conflict`. */
export const savePolicy = (
  severity: Severity,
  tiers: readonly EscalationTier[],
  reason: string,
  basedOnVersion: number,
): Promise<EscalationPolicy> =>
  request('PUT', apiPath`/api/escalation-policies/${severity}`, { tiers, reason, basedOnVersion });

/** What these tiers would do about an alert; nothing is saved. */
export const previewPolicy = (
  severity: Severity,
  tiers: readonly EscalationTier[],
  moment: ExampleMoment,
): Promise<EscalationPreview> =>
  request('POST', apiPath`/api/escalation-policies/${severity}/preview`, { tiers, moment });

/** Newest first. */
export const listPolicyVersions = (severity: Severity, cursor?: string): Promise<EscalationPolicyHistory> =>
  request('GET', `${apiPath`/api/escalation-policies/${severity}/history`}${queryString({ limit: 10, cursor })}`);
