import type { EscalationTarget, EscalationTier } from '#contracts/escalation.ts';
import type { ClinicCalendar } from '../on-call/next-working-day.ts';
import { answerBy } from './answer-by.ts';
import { whomToCall, type Directory } from './whom-to-call.ts';

/** A tier that was called. Times in ms. */
export type TierCall = {
  calledAt: number;
  /** As it was told to those who were called; a policy that changes later does not move it. */
  answerBy: number;
  /** Since when it is known that none of them could be reached; null while somebody may answer. */
  unreachedAt: number | null;
};

/** An alert that wants an answer. */
export type WaitingAlert = {
  /** When somebody was to be called first, in ms. */
  pagedAt: number;
  careTeam: readonly string[];
  /** The tiers that were called so far, from the first. */
  calls: readonly TierCall[];
};

/** A tier that is still to be called if nobody answers. Times in ms. */
export type EscalationStep = {
  /** From 0, as the policy lists them. */
  tier: number;
  /** In the past where it should have been called already. */
  dueAt: number;
  /** Due without waiting, because nobody of the tier before could be reached. */
  isAtOnce: boolean;
  /** Who is called, each once. Nobody: the tier after it is due at the same instant. */
  people: string[];
  /** Targets that are nobody at that instant. */
  empty: EscalationTarget[];
  answerBy: number;
};

export type EscalationPlan = {
  steps: EscalationStep[];
  /** When the last tier's time is up as well, in ms; nobody of all tiers has answered then. */
  exhaustedAt: number;
};

/**
 * Who is called when about an alert that nobody answers. Each tier is due when the time of the one before is up, and at
 * once where nobody of that one can be reached. A tier that is late (nobody called it when it was due) is called now,
 * with whoever is on call now, and has its whole time from then.
 *
 * Worked example, the critical default, paged at 03:00: the care team at 03:00, whoever is on call at 03:15, exhausted at
 * 03:45. Where the care team has nobody: whoever is on call at 03:00, exhausted at 03:30.
 */
export const planEscalation = (
  tiers: readonly EscalationTier[],
  { pagedAt, careTeam, calls }: WaitingAlert,
  now: number,
  { calendar, ...directory }: Directory & { calendar: ClinicCalendar },
): EscalationPlan => {
  const last = calls.at(-1);
  let dueAt = last === undefined ? pagedAt : Math.min(last.answerBy, last.unreachedAt ?? Infinity);
  let isAtOnce = last?.unreachedAt != null && last.unreachedAt <= last.answerBy;
  const steps: EscalationStep[] = [];
  for (const [tier, { targets, answerWithin }] of tiers.entries()) {
    if (tier < calls.length) continue;
    const calledAt = Math.max(dueAt, now);
    const found = whomToCall(targets, careTeam, calledAt, directory);
    const isNobody = found.people.length === 0;
    const until = isNobody ? calledAt : answerBy(answerWithin, calledAt, calendar);
    steps.push({ tier, dueAt, isAtOnce, ...found, answerBy: until });
    dueAt = until;
    isAtOnce = isNobody;
  }
  return { steps, exhaustedAt: dueAt };
};
