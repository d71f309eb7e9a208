import { z } from 'zod';
import { EscalationTarget, EscalationTiers } from './escalation.ts';
import { EXAMPLE_MOMENTS } from './example-moment.ts';
import { Id, Instant } from './ids.ts';

/** Tiers that are tried out, and not saved. */
export const PreviewEscalationPolicy = z.strictObject({ tiers: EscalationTiers, moment: z.enum(EXAMPLE_MOMENTS) });
export type PreviewEscalationPolicy = z.infer<typeof PreviewEscalationPolicy>;

/** A tier as it would be called where nobody answers before. */
export const ExampleStep = z.strictObject({
  /** From 0, as the policy lists them. */
  tier: z.int(),
  calledAt: Instant,
  /** Without waiting, because the tier before is nobody. */
  isAtOnce: z.boolean(),
  /** The patient's care team is called, whoever that is. */
  hasCareTeam: z.boolean(),
  /** Who else is called, by the rosters as they stand. */
  people: z.array(z.strictObject({ id: Id, name: z.string() })),
  /** Targets that are nobody then. */
  emptyTargets: z.array(EscalationTarget),
  answerBy: Instant,
});
export type ExampleStep = z.infer<typeof ExampleStep>;

export const WARNING_KINDS = ['closed-roster', 'no-roster', 'left', 'gap'] as const;

/** A target that calls nobody, or will not at times. */
export const TargetWarning = z.strictObject({
  tier: z.int(),
  target: EscalationTarget,
  kind: z.enum(WARNING_KINDS),
  /** The first time within the days ahead at which it is nobody; null where it always is. */
  gap: z
    .strictObject({
      from: Instant,
      /** Null: until the last of the days that were looked at. */
      to: Instant.nullable(),
    })
    .nullable(),
});
export type TargetWarning = z.infer<typeof TargetWarning>;

/** What tiers would do about one alert that nobody answers, and what is wrong with them. */
export const EscalationPreview = z.strictObject({
  /** The clinic's. */
  timeZone: z.string(),
  at: Instant,
  steps: z.array(ExampleStep),
  /** Nobody of all tiers has answered. */
  exhaustedAt: Instant,
  /** When it is called through again from the first tier; null: it stays in the list, and nobody is called again. */
  againAt: Instant.nullable(),
  warnings: z.array(TargetWarning),
});
export type EscalationPreview = z.infer<typeof EscalationPreview>;
