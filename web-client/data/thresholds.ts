import type {
  NightThresholds,
  ThresholdHistory,
  ThresholdOverrides,
  ThresholdPreview,
  Thresholds,
} from '#contracts/threshold.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

/** What a clinician has chosen: the part of a patient's thresholds that can be tried and saved. */
export type ChosenThresholds = { ruleSet: RuleSetId; overrides: ThresholdOverrides; night: NightThresholds | null };

const pathOf = (patientId: string): string => apiPath`/api/patients/${patientId}/thresholds`;

export const readThresholds = (patientId: string): Promise<Thresholds> => request('GET', pathOf(patientId));

/** A version other than `basedOnVersion` in the database is a `conflict`. */
export const saveThresholds = (
  patientId: string,
  chosen: ChosenThresholds,
  reason: string,
  basedOnVersion: number,
): Promise<Thresholds> => request('PUT', pathOf(patientId), { ...chosen, reason, basedOnVersion });

export const previewThresholds = (patientId: string, chosen: ChosenThresholds): Promise<ThresholdPreview> =>
  request('POST', `${pathOf(patientId)}/preview`, chosen);

/** Newest first. */
export const listThresholdVersions = (patientId: string, cursor?: string): Promise<ThresholdHistory> =>
  request('GET', `${pathOf(patientId)}/history${queryString({ limit: 10, cursor })}`);
