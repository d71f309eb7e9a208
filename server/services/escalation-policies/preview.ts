import { inArray } from 'drizzle-orm';
import type { Severity } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { EscalationPreview, ExampleStep, PreviewEscalationPolicy } from '#contracts/escalation-preview.ts';
import { users } from '#database/schema/index.ts';
import { exampleInstant } from '#models/escalation/example-instant.ts';
import { ROUND_LASTS_AT_LEAST_MS } from '#models/escalation/patience.ts';
import { planEscalation, type EscalationStep } from '#models/escalation/plan-escalation.ts';
import { targetWarnings } from '#models/escalation/target-warnings.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadEscalatingClinic } from '../escalations/load-clinic.ts';
import { GAPS_AHEAD_MS } from '../on-call/list-gaps.ts';
import { tooSlow } from './too-slow.ts';

/** Stands for whoever is in a patient's care team: an example has no patient. */
const CARE_TEAM = 'care-team';

const iso = (ms: number): string => new Date(ms).toISOString();

/** What tiers would do about an alert that nobody answers, by the rosters as they stand. Nothing is written. */
export const previewPolicy = async (
  { db, now }: Deps,
  actor: SignedIn,
  severity: Severity,
  { tiers, moment }: PreviewEscalationPolicy,
): Promise<EscalationPreview> => {
  requireRole(actor, 'administrator', 'clinician');
  const issues = tooSlow(severity, tiers);
  if (issues.length > 0) throw new AppError('invalid', 'the request is not valid', issues);
  const nowMs = now().getTime();
  const until = nowMs + GAPS_AHEAD_MS;
  const { directory } = await db.transaction((tx) => loadEscalatingClinic(tx, new Date(nowMs)));
  const { timeZone } = directory.calendar;
  const at = exampleInstant(moment, timeZone, nowMs);
  const waiting = { pagedAt: at, careTeam: [CARE_TEAM], calls: [] };
  const { steps, exhaustedAt } = planEscalation(tiers, waiting, at, {
    ...directory,
    staff: new Set([...directory.staff, CARE_TEAM]),
  });
  const names = await loadNames(db, [...new Set(steps.flatMap(({ people }) => people))]);
  return {
    ...{ timeZone, at: iso(at), exhaustedAt: iso(exhaustedAt) },
    steps: steps.map((step) => toStep(step, names)),
    againAt: severity === 'critical' ? iso(Math.max(exhaustedAt, at + ROUND_LASTS_AT_LEAST_MS)) : null,
    warnings: targetWarnings(tiers, directory, nowMs, until).map(({ gap, ...warning }) => ({
      ...warning,
      gap: gap && { from: iso(gap.from), to: gap.to < until ? iso(gap.to) : null },
    })),
  };
};

const toStep = (
  { tier, dueAt, isAtOnce, people, empty, answerBy }: EscalationStep,
  names: ReadonlyMap<string, string>,
): ExampleStep => ({
  ...{ tier, calledAt: iso(dueAt), isAtOnce, emptyTargets: empty, answerBy: iso(answerBy) },
  hasCareTeam: people.includes(CARE_TEAM),
  people: people.flatMap((id) => {
    const name = names.get(id);
    return name === undefined ? [] : [{ id, name }];
  }),
});

const loadNames = async (db: Deps['db'], ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const wanted = ids.filter((id) => id !== CARE_TEAM);
  const rows = await db.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, wanted));
  return new Map(rows.map(({ id, name }) => [id, name]));
};
