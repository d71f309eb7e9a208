import type { Sql, TransactionSql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import { inTransaction, type Statement } from '#database/last-statements.ts';
import { judgeSilence } from '#models/silence/judge-silence.ts';
import { applyFindings } from '../policy/apply.ts';
import type { Step } from '../policy/step.ts';
import { claimDueExpectations, listeningSince, type DueExpectation } from './due-expectations.ts';
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
    if (looked === 0) return [];
    const since = await listeningSince(tx);
    const outcomes = due.map((expectation) => judge(expectation, since));
    const steps = outcomes.flatMap(({ step }) => step ?? []);
    const { events, writes } = await applyFindings(tx, steps);
    isNews = events.length > 0;
    return [...writes, remember(tx, outcomes)];
  });
  return { looked, isNews };
};

const judge = (due: DueExpectation, listeningSinceMs: number | null): Outcome => {
  const { id, patientId, everyMinutes, sinceAt, endedAt, told, nowMs } = due;
  const everyMs = everyMinutes * 60_000;
  const silence = judgeSilence(sinceAt, everyMs, nowMs);
  const heardFromMs = listeningSinceMs === null ? nowMs : listeningSinceMs + everyMs;
  if (silence.severity !== null && endedAt === null && told === null && nowMs < heardFromMs) {
    return { step: null, id, lookAtMs: heardFromMs, told: null, endedAt };
  }
  const severity = endedAt === null ? silence.severity : null;
  const change = silenceChange(due, { ...silence, severity, clearedAt: endedAt ?? sinceAt });
  const step: Step | null =
    change === null ? null : { patientId, ruleId: 'device.no-data', change, clock: 'wall', at: nowMs, actor: SILENCE };
  const againMs = nowMs + Math.min(Math.max(everyMs * LOOK_AGAIN.share, LOOK_AGAIN.least), LOOK_AGAIN.most);
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
