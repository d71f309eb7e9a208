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
  /** The reading that raised the severity above that of the rule. */
  worsenedAt: number;
  confirmation: Confirmation;
};

/** How far one rule has come through a patient's readings. */
export type Progress = {
  /** First breach of the current run of breaches, and of the run of severe ones; NaN outside one. */
  runStartAt: number;
  severeStartAt: number;
  /** Last reading of the stream. */
  lastAt: number;
  /** Since when readings are beyond the clear band; NaN when the last one was not. */
  recoveringSince: number;
  /** The episode that goes on. */
  open: Episode | null;
};

export const noProgress = (): Progress => ({
  runStartAt: Number.NaN,
  severeStartAt: Number.NaN,
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
 * Takes one rule past the next reading in order of measurement; a new episode is added to `episodes`. `severe` is what
 * the reading says about the rule's severe band, `clear` where it has none. Returns whether anything about any episode
 * changed. A pure function of the readings before it: the same readings in the same order of measurement always give
 * the same episodes.
 */
export const advance = (
  progress: Progress,
  rule: ActiveRule,
  at: number,
  judgement: Judgement,
  severe: Judgement,
  episodes: Episode[],
): boolean => {
  // The usual reading of a healthy patient.
  if (judgement < breach && severe < breach && progress.open === null) {
    endRuns(progress);
    progress.lastAt = at;
    return false;
  }
  let changed = endSilentEpisode(progress, rule, at, judgement >= breach || severe >= breach);
  changed = endRecoveredEpisode(progress, rule, at) || changed;
  changed = endSevereEpisode(progress, rule, at, severe) || changed;
  const worst = severe > judgement || isSevere(progress.open, rule) ? severe : judgement;
  changed =
    (worst >= breach ? onBreach(progress, rule, at, worst, severe, episodes) : onRecovery(progress, rule, at, worst)) ||
    changed;
  progress.lastAt = at;
  return changed;
};

const endRuns = (progress: Progress): void => {
  progress.runStartAt = Number.NaN;
  progress.severeStartAt = Number.NaN;
};

const isSevere = (open: Episode | null, { severe }: ActiveRule): boolean =>
  open !== null && severe !== undefined && open.severity === severe.severity;

/** Nothing was heard for so long that the next breach has nothing to do with the last one. */
const endSilentEpisode = (progress: Progress, rule: ActiveRule, at: number, isBreach: boolean): boolean => {
  if (!(at - progress.lastAt > rule.gapMs)) return false;
  endRuns(progress);
  progress.recoveringSince = Number.NaN;
  // A good reading after the silence ends the episode itself.
  if (progress.open === null || !isBreach) return false;
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
  endRuns(progress);
  progress.recoveringSince = Number.NaN;
  return true;
};

/**
 * A severe episode is over when its own band is. What is left of the milder band starts anew, so that the next severe
 * run is a new onset, or a milder episode that gets worse: either pages.
 */
const endSevereEpisode = (progress: Progress, rule: ActiveRule, at: number, severe: Judgement): boolean => {
  const { open } = progress;
  if (open === null || !isSevere(open, rule) || severe !== clear) return false;
  if (at - open.lastBreachAt < CONTRADICTION_MS) return false;
  open.clearedAt = at;
  progress.open = null;
  endRuns(progress);
  return true;
};

const onBreach = (
  progress: Progress,
  rule: ActiveRule,
  at: number,
  judgement: Judgement,
  severe: Judgement,
  episodes: Episode[],
): boolean => {
  progress.recoveringSince = Number.NaN;
  if (Number.isNaN(progress.runStartAt)) progress.runStartAt = at;
  if (severe < breach) progress.severeStartAt = Number.NaN;
  else if (Number.isNaN(progress.severeStartAt)) progress.severeStartAt = at;
  const { runStartAt } = progress;
  if (progress.open === null) {
    if (judgement !== emergency && at - runStartAt < rule.raiseAfterMs) return false;
    progress.open = opened(rule, runStartAt, at);
    episodes.push(progress.open);
  }
  goOn(progress.open, rule, at, judgement);
  becomeSevere(progress.open, progress.severeStartAt, rule, at, severe);
  return true;
};

/** The episode has one more breach, which may be a reason to page. */
const goOn = (open: Episode, rule: ActiveRule, at: number, judgement: Judgement): void => {
  open.lastBreachAt = at;
  const { paging } = rule;
  const isRepeat = isRepeatOf(open, rule, at);
  const isSustained = paging.when === 'sustained' && at - open.onsetAt >= paging.afterMs;
  if (isRepeat) open.confirmation = 'confirmed';
  if (isRepeat && paging.when === 'symptoms') worsen(open, paging.severity, at);
  const isReason =
    judgement === emergency ||
    isSustained ||
    // It did at its onset, except where that came late and another process goes on.
    paging.when === 'at-once' ||
    (isRepeat && paging.when === 'confirmed');
  if (paging.when === 'never' || !isReason) return;
  if (Number.isNaN(open.pageAt)) open.pageAt = at;
  if (paging.when === 'sustained' || paging.when === 'symptoms') worsen(open, paging.severity, at);
};

const isRepeatOf = ({ onsetAt }: Episode, { paging }: ActiveRule, at: number): boolean =>
  (paging.when === 'confirmed' || paging.when === 'symptoms') && at - onsetAt >= paging.repeatAfterMs;

const opened = ({ severity, paging }: ActiveRule, onsetAt: number, at: number): Episode => ({
  onsetAt,
  lastBreachAt: at,
  clearedAt: Number.NaN,
  pageAt: paging.when === 'at-once' ? at : Number.NaN,
  severity,
  worsenedAt: Number.NaN,
  confirmation: paging.when === 'confirmed' || paging.when === 'symptoms' ? 'awaiting' : 'none',
});

/** The severe band pages by itself, whatever the milder one does. */
const becomeSevere = (
  open: Episode,
  severeStartAt: number,
  { severe: band, raiseAfterMs }: ActiveRule,
  at: number,
  severe: Judgement,
): void => {
  if (band === undefined || severe < breach) return;
  if (severe !== emergency && at - severeStartAt < raiseAfterMs) return;
  worsen(open, band.severity, at);
  if (Number.isNaN(open.pageAt)) open.pageAt = at;
};

const worsen = (episode: Episode, severity: Severity, at: number): void => {
  if (episode.severity === severity) return;
  episode.severity = severity;
  episode.worsenedAt = at;
};

const onRecovery = (progress: Progress, rule: ActiveRule, at: number, judgement: Judgement): boolean => {
  const { open } = progress;
  endRuns(progress);
  if (open === null) return false;
  let changed = false;
  if (open.confirmation === 'awaiting' && isRepeatOf(open, rule, at)) {
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
