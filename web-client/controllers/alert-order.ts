import type { Alert } from '#contracts/alert.ts';

/** The work-list's parts, in the order in which they want somebody. */
export const NEEDS = ['now', 'review', 'taken', 'predicted', 'late', 'technical'] as const;
export type Need = (typeof NEEDS)[number];

/** A colleague hands it to this person, who has not answered yet. */
export const isOfferedTo = ({ handOver }: Pick<Alert, 'handOver'>, userId: string | null): boolean =>
  userId !== null && handOver?.toUserId === userId;

/**
 * What is moderate can wait for a quiet moment, unless somebody was paged for it: a mean of a week above its target is as
 * true in an hour as it is now. What a colleague hands to this person wants them now.
 */
export const needOf = (alert: Alert, userId: string | null = null): Need => {
  if (isOfferedTo(alert, userId)) return 'now';
  if (alert.lane !== 'physiological') return alert.lane;
  if (alert.state === 'acknowledged') return 'taken';
  return alert.severity === 'moderate' && !alert.paged ? 'review' : 'now';
};

const SEVERITY_RANK = { critical: 0, high: 1, moderate: 2 } as const;

/** Severity first, then whether all were called in vain, whether somebody was paged, and who has waited longest. */
const byNeed = (a: Alert, b: Alert, userId: string | null): number =>
  NEEDS.indexOf(needOf(a, userId)) - NEEDS.indexOf(needOf(b, userId)) ||
  SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
  Number(b.exhaustedAt !== null) - Number(a.exhaustedAt !== null) ||
  Number(b.paged) - Number(a.paged) ||
  a.raisedAt.localeCompare(b.raisedAt) ||
  a.id.localeCompare(b.id);

export const isOpen = (alert: Pick<Alert, 'state'>): boolean =>
  alert.state !== 'resolved' && alert.state !== 'withdrawn';

/** Nobody has taken it: whoever is called still has to answer. */
export const isUnanswered = (alert: Pick<Alert, 'state'>): boolean =>
  alert.state === 'raised' || alert.state === 'escalated';

/** This person does not want to be told of it now. */
export const isSnoozedBy = ({ snoozes }: Pick<Alert, 'snoozes'>, userId: string | null, nowMs: number): boolean =>
  snoozes.some((snooze) => snooze.userId === userId && Date.parse(snooze.until) > nowMs);

/**
 * For the patient: what is most dangerous first. That somebody has taken an alert changes nothing about one's own body, so it
 * moves no advice down. History comes last, and of equals what goes on, then the newest.
 */
export const inOrderOfDanger = (alerts: Iterable<Alert>): Alert[] =>
  [...alerts]
    .filter(isOpen)
    .sort(
      (a, b) =>
        Number(a.lane === 'late') - Number(b.lane === 'late') ||
        SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
        Number(a.clearedAt !== null) - Number(b.clearedAt !== null) ||
        b.onsetAt.localeCompare(a.onsetAt) ||
        a.id.localeCompare(b.id),
    );

/** Open alerts in the order in which they need somebody, or this person. */
export const inOrderOfNeed = (alerts: Iterable<Alert>, userId: string | null = null): Alert[] =>
  [...alerts].filter(isOpen).sort((a, b) => byNeed(a, b, userId));
