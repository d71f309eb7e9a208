import { z } from 'zod';
import { DELIVERY_CHANNELS, DELIVERY_STATES, OUTSIDE_CHANNELS } from './channel.ts';
import { StandingOffer } from './hand-over.ts';
import { Id, Instant, NextCursor, Page } from './ids.ts';
import { Relative } from './relative.ts';
import { RuleId, RuleSetId } from './rule.ts';

export const ALERT_STATES = ['raised', 'escalated', 'acknowledged', 'resolved', 'withdrawn'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** States in which an alert still wants somebody. At most one open alert per patient and rule. */
export const OPEN_ALERT_STATES = ['raised', 'escalated', 'acknowledged'] as const satisfies readonly AlertState[];

export const SEVERITIES = ['critical', 'high', 'moderate'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

export const LANES = ['physiological', 'predicted', 'late', 'technical'] as const;
export const Lane = z.enum(LANES);
export type Lane = z.infer<typeof Lane>;

export const CONFIRMATIONS = ['none', 'awaiting', 'confirmed', 'unconfirmed'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

/** Who did something: a person, a device, or the system itself. */
export const Actor = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('user'), id: Id }),
  z.strictObject({ type: z.literal('device'), id: z.string() }),
  z.strictObject({ type: z.literal('system'), id: z.string() }),
]);
export type Actor = z.infer<typeof Actor>;

/** One contributing value as the finding's explanation shows it. */
export const Contribution = z.strictObject({
  observationId: Id,
  effectiveAt: Instant,
  /** Name and canonical value, such as `systolic` 192. */
  values: z.record(z.string(), z.number()),
  comparator: z.enum(['<', '>']).optional(),
  unit: z.string(),
});

/** Why a finding exists, in data: rendered as words by the client in the reader's language. */
export const Explanation = z.strictObject({
  ruleId: RuleId,
  ruleSet: RuleSetId,
  ruleVersion: z.string(),
  source: z.string(),
  contributions: z.array(Contribution).max(64),
  /** Thresholds as compared, such as `systolic >= 180`. */
  comparisons: z.array(
    z.strictObject({ quantity: z.string(), operator: z.enum(['<', '<=', '>', '>=']), threshold: z.number() }),
  ),
  /**
   * For `bp.home-mean`: the mean in mmHg, of how many readings on how many days, the first and last of these, and since
   * when it is high; days of the patient's calendar.
   */
  mean: z
    .strictObject({
      systolic: z.number(),
      diastolic: z.number(),
      readings: z.int(),
      days: z.int(),
      from: z.iso.date(),
      to: z.iso.date(),
      since: z.iso.date(),
    })
    .optional(),
  /** For `rhythm.irregular`: windows of 30 beats since the onset, as far as they are still known, and how many were irregular. */
  pulse: z.strictObject({ windows: z.int(), irregularWindows: z.int() }).optional(),
  /**
   * What is usual for this patient, where enough is known: at the time of day of the onset (`hour`), or on whole days
   * before it (`day`); the range of nearly all values and its middle, in canonical units, and on how many days it rests.
   */
  usual: z
    .strictObject({
      around: z.enum(['hour', 'day']),
      days: z.int(),
      ranges: z
        .array(z.strictObject({ quantity: z.string(), low: z.number(), median: z.number(), high: z.number() }))
        .min(1),
    })
    .optional(),
  /**
   * For `bp.baseline` and `hr.baseline`: by how much the days from `from` to `to` are away from what is usual at their
   * times of day, the middle of them; below it is negative. Days of the patient's calendar.
   */
  shift: z
    .strictObject({
      changes: z.array(z.strictObject({ quantity: z.string(), by: z.number() })).min(1),
      days: z.int(),
      from: z.iso.date(),
      to: z.iso.date(),
      since: z.iso.date(),
    })
    .optional(),
  /** For `reading.quarantined`, `device.*`, `detector.failed` and `delivery.failed`: a machine-readable reason. */
  reason: z.string().optional(),
  /** For `device.*`: which one. */
  device: z.strictObject({ id: z.string(), label: z.string() }).optional(),
  /** For `delivery.failed`: whom nothing reached by which channel, and about which alert. */
  delivery: z
    .strictObject({ channel: z.enum(OUTSIDE_CHANNELS), recipientId: Id, recipientName: z.string(), alertId: Id })
    .optional(),
  forecast: z
    .strictObject({
      model: z.enum(['mlp', 'ar8']),
      artifactSha256: z.string().nullable(),
      backend: z.string(),
      issuedAt: Instant,
      points: z.array(z.strictObject({ minutes: z.number(), low: z.number(), median: z.number(), high: z.number() })),
      minimumLow: z.number(),
    })
    .optional(),
});
export type Explanation = z.infer<typeof Explanation>;

export const Alert = z.strictObject({
  id: Id,
  patientId: Id,
  patientName: z.string(),
  ruleId: RuleId,
  ruleSet: RuleSetId,
  ruleVersion: z.string(),
  lane: Lane,
  severity: Severity,
  state: z.enum(ALERT_STATES),
  paged: z.boolean(),
  confirmation: z.enum(CONFIRMATIONS),
  onsetAt: Instant,
  raisedAt: Instant,
  clearedAt: Instant.nullable(),
  acknowledgedAt: Instant.nullable(),
  acknowledgedBy: Id.nullable(),
  acknowledgedByName: z.string().nullable(),
  /** It is offered to a colleague by whoever has it. */
  handOver: StandingOffer.nullable(),
  resolvedAt: Instant.nullable(),
  resolvedBy: Id.nullable(),
  outcome: z.string().nullable(),
  /** Since when everybody who is to be called was called and nobody has answered; null where somebody has, or still may. */
  exhaustedAt: Instant.nullable(),
  /** Who is not told of it again for now, and until when; it ends early when the alert becomes more severe. */
  snoozes: z.array(z.strictObject({ userId: Id, until: Instant })),
  explanation: Explanation,
  consultationId: Id.nullable(),
});
export type Alert = z.infer<typeof Alert>;

export const ALERT_EVENT_TYPES = [
  'raised',
  're-raised',
  'severity-raised',
  'moved-to-late',
  'confirmed',
  'unconfirmed',
  'paged',
  /** The first tier of whoever is to be called about a page was called; the tiers after it are `escalated`. */
  'called',
  /** Those who were called are told again. */
  'reminded',
  /** Everybody was called, and nobody has answered. */
  'exhausted',
  'cleared',
  /** A reading that it rested on does not count: it shows what stands without it. */
  'corrected',
  /** A reading that came late showed that what it is about began earlier, or later. */
  'onset-moved',
  'acknowledged',
  /** Somebody who has it offers it to a colleague; it stays theirs until `handed-over`. */
  'hand-over-offered',
  'handed-over',
  'hand-over-declined',
  /** The giver took the offer back. */
  'hand-over-withdrawn',
  /** Nobody took it in time: it is still the giver's. */
  'hand-over-lapsed',
  'escalated',
  'snoozed',
  'snooze-ended',
  /** A clinician asked the patient to measure. */
  'measurement-asked',
  /** A clinician wrote to the patient from it. */
  'message-sent',
  /** The patient wrote while it was open and somebody had written from it. */
  'message-answered',
  'resolved',
  'withdrawn',
  'call-started',
  'call-ended',
  'feedback',
] as const;
export type AlertEventType = (typeof ALERT_EVENT_TYPES)[number];

/** Why Kanhu itself changed an alert, as the event's reason says it; whatever a person wrote is text. */
export const OWN_REASONS = ['note-signed', 'still-going-on', 'no-repeat-came', 'not-this-patient'] as const;
export type OwnReason = (typeof OWN_REASONS)[number];

export const AlertEvent = z.strictObject({
  id: Id,
  type: z.enum(ALERT_EVENT_TYPES),
  actor: Actor,
  actorName: z.string().nullable(),
  at: Instant,
  reason: z.string().nullable(),
});
export type AlertEvent = z.infer<typeof AlertEvent>;

/** Who was told, by which channel, and whether it reached them. */
export const Delivery = z.strictObject({
  id: Id,
  recipientId: Id,
  recipientName: z.string(),
  /** Told at an endpoint that the recipient gave for this relative of theirs. */
  relative: Relative.pick({ id: true, name: true, relation: true }).nullable(),
  channel: z.enum(DELIVERY_CHANNELS),
  /** Which of the recipient's endpoints; null on a page. One's own name for it is for the care team only. */
  endpointId: Id.nullable(),
  endpointLabel: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  /** On a page: the person had snoozed it, and was shown it without a sound. */
  isSnoozed: z.boolean(),
  /** How often it was tried. */
  attempts: z.int(),
  queuedAt: Instant,
  /** When it is tried again; null where it is not. */
  nextAttemptAt: Instant.nullable(),
  sentAt: Instant.nullable(),
  deliveredAt: Instant.nullable(),
  readAt: Instant.nullable(),
  /** Why it failed or was cancelled. */
  failureReason: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

/** One tier that was called about an alert because nobody had answered. */
export const AlertCall = z.strictObject({
  id: Id,
  /** Which paging of the alert it belongs to. */
  pagedAt: Instant,
  /** From 1: the chain of a critical alert that nobody answers is called again. */
  round: z.int(),
  /** From 0, as the policy lists them. */
  tier: z.int(),
  /** The policy by which it was called; version 0 is the default. */
  severity: Severity,
  policyVersion: z.int(),
  calledAt: Instant,
  answerBy: Instant,
  /** Whether something has come to them: a page showed it, or a channel took it. */
  people: z.array(z.strictObject({ userId: Id, name: z.string(), isReached: z.boolean() })),
  /** Targets that were nobody then. */
  emptyTargets: z.array(z.enum(['care-team', 'roster', 'anyone-on-call', 'user'])),
  remindedAt: Instant.nullable(),
  /** Since when it is known that none of them could be reached. */
  unreachedAt: Instant.nullable(),
});
export type AlertCall = z.infer<typeof AlertCall>;

/** One person is not told again for a while, and why. */
export const AlertSnooze = z.strictObject({
  userId: Id,
  name: z.string(),
  at: Instant,
  until: Instant,
  reason: z.string(),
});
export type AlertSnooze = z.infer<typeof AlertSnooze>;

export const AlertDetail = z.strictObject({
  alert: Alert,
  events: z.array(AlertEvent),
  /** Who was called to answer, the earliest first. */
  calls: z.array(AlertCall),
  /** For the care team; what colleagues write about a snooze is nothing for the patient. */
  snoozes: z.array(AlertSnooze),
  /** Why it is offered to a colleague; for the care team. */
  handOverReason: z.string().nullable(),
  deliveries: z.array(Delivery),
  /** Whether whoever asks has found it useful; null where they have not said. */
  isUseful: z.boolean().nullable(),
});
export type AlertDetail = z.infer<typeof AlertDetail>;

export const AlertQuery = Page.extend({
  /** A state, or `open` for all that still want somebody. */
  state: z.enum([...ALERT_STATES, 'open']).optional(),
  severity: Severity.optional(),
  lane: Lane.optional(),
  patientId: Id.optional(),
});
export type AlertQuery = z.infer<typeof AlertQuery>;

export const AlertList = z.strictObject({ alerts: z.array(Alert), nextCursor: NextCursor });
export type AlertList = z.infer<typeof AlertList>;

/** Why an alert could be closed. */
export const OUTCOMES = [
  'called',
  'advised',
  'treatment-changed',
  'referred',
  'emergency-services',
  'measurement-error',
  'no-action-needed',
  'technical-fixed',
] as const;
export const Outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof Outcome>;

export const ResolveAlert = z.strictObject({ outcome: Outcome, comment: z.string().max(2_000).optional() });
export type ResolveAlert = z.infer<typeof ResolveAlert>;
export const EscalateAlert = z.strictObject({ reason: z.string().min(1).max(500) });
export type EscalateAlert = z.infer<typeof EscalateAlert>;
/** Whom an escalation would call now; nobody where all tiers are empty. */
export const NextCall = z.strictObject({ people: z.array(z.strictObject({ userId: Id, name: z.string() })) });
export type NextCall = z.infer<typeof NextCall>;
export const SnoozeAlert = z.strictObject({ until: Instant, reason: z.string().min(1).max(500) });
export type SnoozeAlert = z.infer<typeof SnoozeAlert>;
export const AlertFeedback = z.strictObject({ useful: z.boolean(), comment: z.string().max(2_000).optional() });
export type AlertFeedback = z.infer<typeof AlertFeedback>;
