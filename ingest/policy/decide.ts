import { SEVERITIES, type AlertEventType, type Severity } from '#contracts/alert.ts';
import { newId } from '#database/ids.ts';
import type { Finding, FindingChange } from '#models/detection/finding.ts';
import { raiseAgainAfterMs } from '#models/rules/raise-again.ts';
import { keyName, type AlertEventRecord, type AlertRecord, type FindingKey } from './alert-record.ts';
import { DEADLINE, NO_REPEAT_CAME } from './page-overdue.ts';
import type { Step } from './step.ts';

/** What the database says about one patient and rule before this transaction. */
export type Standing = {
  open: AlertRecord | null;
  /** When the newest alert that is no longer open was closed. */
  lastClosedAt: number | null;
  /** Onsets whose condition goes on, and the newest reading of each that broke the rule. */
  ongoing: Map<string, FindingKey & { lastBreachAt: number }>;
};

export const keyOf = ({ onsetAt, stream }: Pick<Finding, 'onsetAt' | 'stream'>): FindingKey => ({
  onsetAt,
  stream: stream ?? 'alone',
});

/** How one change of a finding changes its alert: the one place that says when somebody is paged. */
export const decide = (standing: Standing, step: Step, change: FindingChange): AlertEventRecord[] => {
  const work = new Work(standing, step, change);
  noteOngoing(standing, change);
  const { before, after } = change;
  if (after === null) {
    if (before !== null) work.takeBack(keyOf(before));
  } else if (before === null || (before.lane === 'late' && after.lane !== 'late')) {
    work.raise(after);
  } else {
    work.update(before, after);
  }
  return work.events;
};

/** In a clinic on event time: a repeat that did not come before the patient's clock passed the deadline. */
export const pageWhenDue = ({ open }: Standing, atMs: number): AlertEventRecord[] => {
  if (open?.pageDue === null || open?.pageDue === undefined || !('at' in open.pageDue)) return [];
  const { at } = open.pageDue;
  if (at >= atMs) return [];
  open.pageDue = null;
  open.pagedAt ??= at;
  return [{ alert: open, type: 'paged', finding: open.finding, actor: DEADLINE, at, reason: NO_REPEAT_CAME }];
};

/** Keeps track of which conditions go on. */
export const noteOngoing = ({ ongoing }: Standing, { before, after, supersedes }: FindingChange): void => {
  const stream = (after ?? before)?.stream ?? 'alone';
  for (const onsetAt of supersedes) ongoing.delete(keyName({ onsetAt, stream }));
  if (before !== null) ongoing.delete(keyName(keyOf(before)));
  if (after?.clearedAt === null) {
    ongoing.set(keyName(keyOf(after)), { ...keyOf(after), lastBreachAt: after.lastBreachAt });
  }
};

/** 0 is the highest. */
const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/**
 * What was for nobody to hurry about when it was young is no alert when it is old: a sensor that sends two weeks at once
 * adds findings, and no work. A low pressure that nobody repeated is still one to ask about.
 */
const isHistory = ({ lane, severity, ruleId }: Finding): boolean =>
  lane === 'late' && severity === 'moderate' && ruleId !== 'bp.low';

class Work {
  readonly events: AlertEventRecord[] = [];
  readonly #standing: Standing;
  readonly #step: Step;
  readonly #change: FindingChange;

  constructor(standing: Standing, step: Step, change: FindingChange) {
    this.#standing = standing;
    this.#step = step;
    this.#change = change;
  }

  /** A new onset, or one that was history when it came in and is current now. */
  raise(after: Finding): void {
    const { open } = this.#standing;
    const isLate = after.lane === 'late';
    if (isHistory(after)) return;
    if (open === null) {
      this.#create(after);
    } else if (isLate && (open.lane !== 'late' || after.onsetAt <= open.onsetAt)) {
      // History beside something that is going on, or older than what is shown: the finding keeps it.
      return;
    } else if (this.#isCovered(open, after)) {
      return;
    } else {
      this.#raiseAgain(open, after);
    }
    if (after.confirmation === 'confirmed') this.#note('confirmed', after);
    if (after.confirmation === 'unconfirmed') this.#note('unconfirmed', after);
    if (after.isPageable) this.#page(after);
    if (after.clearedAt !== null) this.#clear(after);
  }

  update(before: Finding, after: Finding): void {
    const { open } = this.#standing;
    const isWorse = rank(after.severity) < rank(before.severity);
    const isNewlyPageable = after.isPageable && !before.isPageable;
    if (open === null) {
      // What had ended it was somebody else's, or came late: the condition goes on after all.
      const isBack = before.clearedAt !== null && after.clearedAt === null;
      const isNoHistory = isHistory(before) && !isHistory(after);
      if (isNoHistory || this.#isRaisedAgain(after, isWorse || isNewlyPageable || isBack)) this.raise(after);
      return;
    }
    if (this.#isAbout(open, before)) this.#follow(open, before, after);
    else if (isWorse && rank(after.severity) <= rank(open.severity)) {
      // It was nothing beside what the alert shows; now it is no less.
      this.raise(after);
      return;
    }
    if (isWorse && rank(after.severity) <= rank(open.severity)) this.#raiseSeverity(open, after);
    if (isNewlyPageable) this.#page(after);
    if (after.clearedAt !== null && before.clearedAt === null) this.#clear(after);
  }

  /** Later readings took the finding back. Only a person, or an invalid reading, takes an alert back. */
  takeBack(key: FindingKey): void {
    const { open, ongoing } = this.#standing;
    if (open === null || open.clearedAt !== null || ongoing.size > 0) return;
    open.clearedAt = this.#step.at;
    this.#push(open, 'cleared', key, 'later readings took the finding back');
  }

  /**
   * A lesser onset takes nothing away from an alert of higher severity that nobody has seen, or whose condition goes on;
   * it is raised when that alert is closed and it still goes on. History stands before what is moderate only.
   */
  #isCovered(open: AlertRecord, after: Finding): boolean {
    if (open.lane === 'late' && after.severity !== 'moderate') return false;
    const isSettled = open.state === 'acknowledged' && open.clearedAt !== null;
    return rank(after.severity) > rank(open.severity) && !isSettled;
  }

  #isAbout(alert: AlertRecord, finding: Finding): boolean {
    const { onsetAt, stream } = alert.finding;
    const isReplaced = this.#change.supersedes.includes(onsetAt) || finding.onsetAt === onsetAt;
    return isReplaced && (finding.stream ?? 'alone') === stream;
  }

  /** The alert shows this finding: keeps it true, and lets open pages know where it tells something else now. */
  #follow(alert: AlertRecord, before: Finding, after: Finding): void {
    const { corrected } = this.#step;
    const isMoved = alert.onsetAt !== after.onsetAt;
    alert.finding = keyOf(after);
    alert.onsetAt = after.onsetAt;
    alert.explanation = this.#change.explanation ?? alert.explanation;
    if (after.clearedAt === null && before.clearedAt !== null) alert.clearedAt = null;
    if (corrected !== undefined) {
      // What made it worse was somebody else's.
      alert.severity = after.severity;
      this.#push(alert, 'corrected', keyOf(after), corrected);
    } else if (isMoved) this.#note('onset-moved', after);
    if (after.confirmation === before.confirmation) return;
    alert.confirmation = this.#confirmationOf(after);
    // A repeat that was taken back is awaited again.
    alert.pageDue = this.#pageDueOf(after, null);
    if (after.confirmation === 'confirmed') this.#note('confirmed', after);
    if (after.confirmation === 'unconfirmed') this.#note('unconfirmed', after);
  }

  #create(after: Finding): void {
    const { patientId, at } = this.#step;
    const alert: AlertRecord = {
      id: newId(),
      isNew: true,
      patientId,
      ruleId: after.ruleId,
      ruleSet: after.ruleSet,
      ruleVersion: after.ruleVersion,
      finding: keyOf(after),
      lane: after.lane,
      severity: after.severity,
      state: 'raised',
      pagedAt: null,
      confirmation: this.#confirmationOf(after),
      pageDue: this.#pageDueOf(after, null),
      onsetAt: after.onsetAt,
      raisedAt: at,
      clearedAt: null,
      acknowledgedAt: null,
      resolvedAt: null,
      explanation: this.#change.explanation,
    };
    this.#standing.open = alert;
    this.#note('raised', after);
  }

  #raiseAgain(alert: AlertRecord, after: Finding): void {
    const { at } = this.#step;
    alert.pageDue = this.#pageDueOf(after, alert);
    Object.assign(alert, {
      ruleSet: after.ruleSet,
      ruleVersion: after.ruleVersion,
      finding: keyOf(after),
      lane: after.lane,
      severity: after.severity,
      state: 'raised',
      pagedAt: null,
      confirmation: this.#confirmationOf(after),
      onsetAt: after.onsetAt,
      raisedAt: at,
      clearedAt: null,
      acknowledgedAt: null,
      explanation: this.#change.explanation ?? alert.explanation,
    } satisfies Partial<AlertRecord>);
    this.#note('re-raised', after);
  }

  #raiseSeverity(alert: AlertRecord, after: Finding): void {
    if (rank(after.severity) < rank(alert.severity)) alert.severity = after.severity;
    // Whoever acknowledged it acknowledged something lesser.
    alert.state = 'raised';
    alert.acknowledgedAt = null;
    alert.pagedAt = null;
    this.#note('severity-raised', after);
  }

  #page(after: Finding): void {
    const { open } = this.#standing;
    if (open === null || after.lane === 'late') return;
    open.pageDue = null;
    // Paged for this onset already, by the deadline: the repeat that comes now is in the record, and wakes nobody twice.
    if (open.pagedAt !== null) return;
    open.pagedAt = this.#step.at;
    this.#note('paged', after);
  }

  #clear(after: Finding): void {
    const { open, ongoing } = this.#standing;
    if (open === null || open.clearedAt !== null || ongoing.size > 0) return;
    open.clearedAt = after.clearedAt;
    this.#note('cleared', after);
  }

  /** Its alert was closed by a person, and the condition goes on or gets worse. */
  #isRaisedAgain(after: Finding, isWorse: boolean): boolean {
    const { lastClosedAt } = this.#standing;
    if (after.lane === 'late' || after.clearedAt !== null) return false;
    if (after.lane === 'predicted') return false;
    if (isWorse || lastClosedAt === null) return true;
    return after.lastBreachAt >= lastClosedAt + raiseAgainAfterMs(after.ruleId, after.severity);
  }

  /** Nobody waits for a repeat of what is history. */
  #confirmationOf({ confirmation, lane }: Finding): AlertRecord['confirmation'] {
    return confirmation === 'awaiting' && lane === 'late' ? 'none' : confirmation;
  }

  /** A deadline that runs already is never put off by the next onset. */
  #pageDueOf({ repeatWithinMs }: Finding, running: AlertRecord | null): AlertRecord['pageDue'] {
    if (repeatWithinMs === null) return null;
    if (running?.pageDue) return running.pageDue;
    const { clock, at } = this.#step;
    return clock === 'event' ? { at: at + repeatWithinMs } : { inMs: repeatWithinMs };
  }

  #note(type: AlertEventType, { onsetAt, stream }: Finding): void {
    const { open } = this.#standing;
    if (open !== null) this.#push(open, type, keyOf({ onsetAt, stream }), null);
  }

  #push(alert: AlertRecord, type: AlertEventType, finding: FindingKey, reason: string | null): void {
    const { at, actor } = this.#step;
    this.events.push({ alert, type, finding, actor, at, reason });
  }
}
