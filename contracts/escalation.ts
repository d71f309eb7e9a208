import { z } from 'zod';
import { SEVERITIES, Severity } from './alert.ts';
import { Id, Instant, NextCursor } from './ids.ts';

/** Whom a tier calls. */
export const EscalationTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('care-team') }),
  /** Whoever is on call when the tier is due. */
  z.strictObject({ kind: z.literal('roster'), rosterId: Id }),
  /** Whoever is on call then by any roster. */
  z.strictObject({ kind: z.literal('anyone-on-call') }),
  z.strictObject({ kind: z.literal('user'), userId: Id }),
]);
export type EscalationTarget = z.infer<typeof EscalationTarget>;

/** How long those who were called have to answer, before the next tier is called. */
export const EscalationDeadline = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('minutes'), minutes: z.int().min(1).max(10_080) }),
  /** Until the clinic closes on the next working day. */
  z.strictObject({ kind: z.literal('next-working-day') }),
]);
export type EscalationDeadline = z.infer<typeof EscalationDeadline>;

/** How many targets a tier may have. */
export const MOST_TARGETS = 10;

export const EscalationTier = z.strictObject({
  targets: z.array(EscalationTarget).min(1).max(MOST_TARGETS),
  answerWithin: EscalationDeadline,
});
export type EscalationTier = z.infer<typeof EscalationTier>;

/** The longest deadline of a tier in minutes. Only what is moderate may wait for a working day. */
export const LONGEST_ANSWER_MINUTES = {
  critical: 60,
  high: 24 * 60,
  moderate: 7 * 24 * 60,
} as const satisfies Record<Severity, number>;

/**
 * How long it may take until something has reached one of those who were called, in minutes; then the next tier is called
 * at once. Half of the 120 s after which IEC 60601-1-8 wants a failed alarm signal known: what tells of it is the next
 * call. A moderate alert waits for working hours, and nobody has a page open at night: null.
 */
export const REACH_WITHIN_MINUTES = {
  critical: 1,
  high: 10,
  moderate: null,
} as const satisfies Record<Severity, number | null>;

/** How often those who were called are told again; an urgent low on a glucose receiver repeats every five minutes, too. */
export const REMIND_EVERY_MINUTES = {
  critical: 5,
  high: null,
  moderate: null,
} as const satisfies Record<Severity, number | null>;

/** A critical alert that nobody answered is called through again, and no sooner than this after it was called first. */
export const ROUND_LASTS_AT_LEAST_MINUTES = 5;

/** Who is called about an alert of one severity, one tier after the other until somebody answers. */
export const EscalationPolicy = z.strictObject({
  severity: Severity,
  /** 0: the default, which nobody has changed yet. */
  version: z.int(),
  tiers: z.array(EscalationTier),
  changedBy: Id.nullable(),
  changedByName: z.string().nullable(),
  changedAt: Instant.nullable(),
  reason: z.string().nullable(),
});
export type EscalationPolicy = z.infer<typeof EscalationPolicy>;

/** One for each severity, the most severe first. */
export const EscalationPolicyList = z.strictObject({ policies: z.array(EscalationPolicy).length(SEVERITIES.length) });
export type EscalationPolicyList = z.infer<typeof EscalationPolicyList>;

export const SeverityParam = z.strictObject({ severity: Severity });

/** How many tiers a policy may have. */
export const MOST_TIERS = 6;
export const EscalationTiers = z.array(EscalationTier).min(1).max(MOST_TIERS);

export const PutEscalationPolicy = z.strictObject({
  tiers: EscalationTiers,
  reason: z.string().trim().min(3).max(500),
  /** The version the form was filled from; another one in the database is a conflict. */
  basedOnVersion: z.int(),
});
export type PutEscalationPolicy = z.infer<typeof PutEscalationPolicy>;

/** Newest version first. */
export const EscalationPolicyHistory = z.strictObject({ versions: z.array(EscalationPolicy), nextCursor: NextCursor });
export type EscalationPolicyHistory = z.infer<typeof EscalationPolicyHistory>;
