import { z } from 'zod';
import { SEVERITIES, Severity } from './alert.ts';
import { MOST_TARGETS, MOST_TIERS } from './escalation-limits.ts';
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

export const EscalationTier = z.strictObject({
  targets: z.array(EscalationTarget).min(1).max(MOST_TARGETS),
  answerWithin: EscalationDeadline,
});
export type EscalationTier = z.infer<typeof EscalationTier>;

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
