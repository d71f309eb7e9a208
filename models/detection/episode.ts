import type { Confirmation, Severity } from '#contracts/alert.ts';
import type { ActiveRule } from '../rules/active-rules.ts';
import { JUDGEMENTS, type Judgement } from '../rules/judge.ts';

/** One stretch of event time in which a rule was broken. Times in ms of the readings' own clock; NaN = not (yet). */
export type Episode = {
  onsetAt: number;
  lastBreachAt: number;
  clearedAt: number;
  /** The reading that gave a reason to page: at once, confirmed or sustained. */
  pageAt: number;
  severity: Severity;
  confirmation: Confirmation;
};

/** How far one rule has come through a patient's readings. */
export type Progress = {
  /** First breach of the current run of breaches; NaN outside one. */
  runStartAt: number;
  /** Last reading of the stream. */
  lastAt: number;
  /** Since when readings are beyond the clear band; NaN when the last one was not. */
  recoveringSince: number;
  /** The episode that goes on. */
  open: Episode | null;
};

export const noProgress = (): Progress => ({
  runStartAt: Number.NaN,
  lastAt: Number.NaN,
  recoveringSince: Number.NaN,
  open: null,
});

export const copyProgress = (progress: Progress): Progress => ({
  ...progress,
  open: progress.open === null ? null : { ...progress.open },
});

const { clear, breach, emergency } = JUDGEMENTS;

/**
 * Takes one rule past the next reading in order of measurement; a new episode is added to `episodes`. Returns whether
 * anything about any episode changed. A pure function of the readings before it: the same readings in the same order
 * of measurement always give the same episodes.
 */
export const advance = (
  progress: Progress,
  rule: ActiveRule,
  at: number,
  judgement: Judgement,
  episodes: Episode[],
): boolean => {
  // The usual reading of a healthy patient.
  if (judgement < breach && progress.open === null) {
    progress.runStartAt = Number.NaN;
    progress.lastAt = at;
    return false;
  }
  let changed = endSilentEpisode(progress, rule, at, judgement);
  changed = endRecoveredEpisode(progress, rule, at) || changed;
  changed = (judgement >= breach ? onBreach : onRecovery)(progress, rule, at, judgement, episodes) || changed;
  progress.lastAt = at;
  return changed;
};

/** Nothing was heard for so long that the next breach has nothing to do with the last one. */
const endSilentEpisode = (progress: Progress, rule: ActiveRule, at: number, judgement: Judgement): boolean => {
  if (!(at - progress.lastAt > rule.gapMs)) return false;
  progress.runStartAt = Number.NaN;
  progress.recoveringSince = Number.NaN;
  // A good reading after the silence ends the episode itself.
  if (progress.open === null || judgement < breach) return false;
  progress.open.clearedAt = progress.lastAt + rule.gapMs;
  progress.open = null;
  return true;
};

/** A recovered value holds until the next reading says otherwise. */
const endRecoveredEpisode = (progress: Progress, rule: ActiveRule, at: number): boolean => {
  if (progress.open === null || rule.clearAfterMs === 0) return false;
  if (!(at - progress.recoveringSince >= rule.clearAfterMs)) return false;
  progress.open.clearedAt = progress.recoveringSince + rule.clearAfterMs;
  progress.open = null;
  progress.runStartAt = Number.NaN;
  progress.recoveringSince = Number.NaN;
  return true;
};

const onBreach = (
  progress: Progress,
  rule: ActiveRule,
  at: number,
  judgement: Judgement,
  episodes: Episode[],
): boolean => {
  progress.recoveringSince = Number.NaN;
  if (Number.isNaN(progress.runStartAt)) progress.runStartAt = at;
  const { open, runStartAt } = progress;
  if (open === null) {
    if (judgement !== emergency && at - runStartAt < rule.raiseAfterMs) return false;
    progress.open = opened(rule, runStartAt, at, judgement);
    episodes.push(progress.open);
    return true;
  }
  open.lastBreachAt = at;
  const { paging } = rule;
  const isRepeat = paging.when === 'confirmed' && at - open.onsetAt >= paging.repeatAfterMs;
  const isSustained = paging.when === 'sustained' && at - open.onsetAt >= paging.afterMs;
  if (isRepeat) open.confirmation = 'confirmed';
  if (paging.when === 'never' || !(judgement === emergency || isRepeat || isSustained)) return true;
  if (Number.isNaN(open.pageAt)) open.pageAt = at;
  if (paging.when === 'sustained') open.severity = paging.severity;
  return true;
};

const opened = (rule: ActiveRule, onsetAt: number, at: number, judgement: Judgement): Episode => {
  const { paging } = rule;
  const episode: Episode = {
    onsetAt,
    lastBreachAt: at,
    clearedAt: Number.NaN,
    pageAt: Number.NaN,
    severity: rule.severity,
    confirmation: paging.when === 'confirmed' ? 'awaiting' : 'none',
  };
  if (paging.when === 'at-once' || (paging.when !== 'never' && judgement === emergency)) {
    episode.pageAt = at;
    if (paging.when === 'sustained') episode.severity = paging.severity;
  }
  return episode;
};

const onRecovery = (progress: Progress, rule: ActiveRule, at: number, judgement: Judgement): boolean => {
  const { open } = progress;
  progress.runStartAt = Number.NaN;
  if (open === null) return false;
  let changed = false;
  const { paging } = rule;
  const isRepeat = paging.when === 'confirmed' && at - open.onsetAt >= paging.repeatAfterMs;
  if (isRepeat && open.confirmation === 'awaiting') {
    open.confirmation = 'unconfirmed';
    changed = true;
  }
  if (judgement !== clear) {
    progress.recoveringSince = Number.NaN;
  } else if (rule.clearAfterMs > 0) {
    if (Number.isNaN(progress.recoveringSince)) progress.recoveringSince = at;
  } else if (at - open.lastBreachAt >= CONTRADICTION_MS) {
    open.clearedAt = at;
    progress.open = null;
    changed = true;
  }
  return changed;
};

/** Two instruments, or two tries, within a minute that disagree: the worse one stands. */
const CONTRADICTION_MS = 60_000;
