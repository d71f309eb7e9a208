import type { Sql, TransactionSql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import { inTransaction, type Statement } from '#database/last-statements.ts';
import { judgedFrom, judgeSilence, raisedAgainAt } from '#models/silence/judge-silence.ts';
import { byEither, type Listening } from '#models/silence/listening.ts';
import { applyFindings } from '../policy/apply.ts';
import type { Step } from '../policy/step.ts';
import { claimDueExpectations, type DueExpectation } from './due-expectations.ts';
import { readListening } from './listening-periods.ts';
import { silenceChange } from './silence-change.ts';

const SILENCE: Actor = { type: 'system', id: 'silence' };
/** While nothing comes, how soon it is noticed that something does: a thirtieth of the interval, within these bounds. */
const LOOK_AGAIN = { least: 10_000, most: 300_000, share: 1 / 30 };

type Outcome = {
  step: Step | null;
  id: string;
  lookAtMs: number;
  told: DueExpectation['told'];
  endedAt: number | null;
};

/**
 * No data is a finding: raises, worsens and clears `device.no-data` for expectations whose time to look has come.
 * Returns how many were looked at, and whether an alert changed. Several servers may sweep at once.
 */
export const sweepSilence = async (sql: Sql, limit: number): Promise<{ looked: number; isNews: boolean }> => {
  let looked = 0;
  let isNews = false;
  await inTransaction(sql, async (tx) => {
    const due = await claimDueExpectations(tx, limit);
    looked = due.length;
    const [first] = due;
    if (first === undefined) return [];
    const { mqtt, http } = await readListening(tx, first.nowMs);
    const either = byEither(mqtt, http);
    const listeningFor = ({ deviceId, isOfWebhook }: DueExpectation): Listening =>
      deviceId === null ? either : isOfWebhook ? http : mqtt;
    const outcomes = due.map((expectation) => judge(expectation, listeningFor(expectation)));
    const steps = outcomes.flatMap(({ step }) => step ?? []);
    const { events, writes } = await applyFindings(tx, steps);
    isNews = events.length > 0;
    return [...writes, remember(tx, outcomes)];
  });
  return { looked, isNews };
};

const judge = (due: DueExpectation, { deaf, since: listeningSince }: Listening): Outcome => {
  const { id, patientId, everyMinutes, sinceAt, endedAt, told, closedAt, nowMs } = due;
  const everyMs = everyMinutes * 60_000;
  const silence = judgeSilence(sinceAt, everyMs, nowMs, deaf);
  const againMs = nowMs + Math.min(Math.max(everyMs * LOOK_AGAIN.share, LOOK_AGAIN.least), LOOK_AGAIN.most);
  // Who could not be heard until a moment ago, or cannot be now, has not been silent.
  const fromMs = listeningSince === null ? Number.POSITIVE_INFINITY : judgedFrom(listeningSince, everyMs);
  if (silence.severity !== null && endedAt === null && told === null && nowMs < fromMs) {
    return { step: null, id, lookAtMs: Math.min(fromMs, againMs), told: null, endedAt };
  }
  const severity = endedAt === null ? silence.severity : null;
  const isForgotten = severity !== null && closedAt !== null && nowMs >= raisedAgainAt(closedAt, everyMs, deaf);
  const change = silenceChange(due, { ...silence, severity, clearedAt: endedAt ?? sinceAt, isForgotten });
  const step: Step | null =
    change === null ? null : { patientId, ruleId: 'device.no-data', change, clock: 'wall', at: nowMs, actor: SILENCE };
  const lookAtMs = severity === null ? silence.onsetAt : Math.min(silence.changesAt ?? againMs, againMs);
  return { step, id, lookAtMs, told: severity === null ? null : { onsetAt: silence.onsetAt, severity }, endedAt };
};

const iso = (atMs: number | null | undefined): string | null =>
  atMs === null || atMs === undefined ? null : new Date(atMs).toISOString();

const remember = (tx: TransactionSql, outcomes: readonly Outcome[]): Statement => tx`
  update reading_expectations e set
    look_at = outcome.look_at, told_onset_at = outcome.told_onset_at, told_severity = outcome.told_severity,
    -- A period is never empty, so that it stays on record.
    ends_at = case when outcome.ended_at is null then e.ends_at
      else coalesce(e.ends_at, greatest(outcome.ended_at, e.starts_at + interval '1 millisecond')) end
  from unnest(
    ${outcomes.map(({ id }) => id)}::uuid[],
    ${outcomes.map(({ lookAtMs }) => iso(lookAtMs))}::text[]::timestamptz[],
    ${outcomes.map(({ told }) => iso(told?.onsetAt))}::text[]::timestamptz[],
    ${outcomes.map(({ told }) => told?.severity ?? null)}::text[],
    ${outcomes.map(({ endedAt }) => iso(endedAt))}::text[]::timestamptz[]
  ) as outcome (id, look_at, told_onset_at, told_severity, ended_at)
  where e.id = outcome.id`;
