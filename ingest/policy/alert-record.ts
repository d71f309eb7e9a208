import type { Actor, AlertEventType, AlertState, Confirmation, Explanation, Lane, Severity } from '#contracts/alert.ts';
import type { RuleId, RuleSetId } from '#contracts/rule.ts';

export type PatientRule = { patientId: string; ruleId: RuleId };

/** A finding is known by patient, rule, onset and stream; the first two are the alert's own. */
export type FindingKey = { onsetAt: number; stream: string };

/** Names for maps. */
export const pairName = ({ patientId, ruleId }: PatientRule): string => `${patientId} ${ruleId}`;
export const keyName = ({ onsetAt, stream }: FindingKey): string => `${onsetAt} ${stream}`;
export const findingName = (pair: PatientRule, key: FindingKey): string => `${pairName(pair)} ${keyName(key)}`;

/** An alert row while a transaction works on it. Times in ms. */
export type AlertRecord = {
  id: string;
  isNew: boolean;
  patientId: string;
  ruleId: RuleId;
  ruleSet: RuleSetId;
  ruleVersion: string;
  finding: FindingKey;
  lane: Lane;
  severity: Severity;
  state: AlertState;
  pagedAt: number | null;
  confirmation: Confirmation;
  /** An instant, or a time from now by PostgreSQL's clock, which alone decides when it has come. */
  pageDue: { at: number } | { inMs: number } | null;
  onsetAt: number;
  raisedAt: number;
  clearedAt: number | null;
  acknowledgedAt: number | null;
  resolvedAt: number | null;
  /** Null where the stored one stands. */
  explanation: Explanation | null;
};

/** One line of an alert's record to be, with its outbox and audit rows. */
export type AlertEventRecord = {
  alert: AlertRecord;
  type: AlertEventType;
  finding: FindingKey;
  actor: Actor;
  at: number;
  reason: string | null;
};

/** One finding row to be. */
export type FindingRecord = {
  patientId: string;
  ruleId: RuleId;
  ruleSet: RuleSetId;
  ruleVersion: string;
  key: FindingKey;
  lane: Lane;
  severity: Severity;
  confirmation: Confirmation;
  lastBreachAt: number;
  worsenedAt: number | null;
  raisedAt: number;
  clearedAt: number | null;
  explanation: Explanation | null;
};
