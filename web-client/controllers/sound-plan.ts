import type { Alert } from '#contracts/alert.ts';
import { isOfferedTo, isSnoozedBy, needOf } from './alert-order.ts';

/**
 * A critical alert that nobody has taken sounds again after this long: as Dexcom's urgent low does, which repeats every
 * five minutes until it is confirmed and cannot be switched off.
 */
export const REPEAT_MS = 5 * 60_000;

export type Sound = 'critical' | 'other';

/** By its current onset and weight: a new onset, one that became critical, and one that is handed to this person sound at once. */
const nameOf = (alert: Alert, userId: string | null): string => {
  const { id, onsetAt, severity, handOver } = alert;
  return [id, onsetAt, severity, isOfferedTo(alert, userId) ? handOver?.offeredAt : ''].join(' ');
};

/** Which alerts have sounded on this page, and when: whatever news there is of one, it does not sound twice. */
export class SoundPlan {
  #soundedAt = new Map<string, number>();

  /**
   * What is to be heard now. Critical alerts are, whoever has muted the page; the others once, where the person wants to
   * hear them and has not snoozed the alert. Call it whenever alerts change, and now and then.
   */
  next(alerts: readonly Alert[], nowMs: number, areOthersHeard: boolean, userId: string | null): Sound | null {
    const waiting = alerts.filter((alert) => needOf(alert, userId) === 'now' && !isSnoozedBy(alert, userId, nowMs));
    const due = waiting.filter((alert) => this.#isDue(nameOf(alert, userId), alert, nowMs));
    // An alert that is over is forgotten; the same one that comes back has another onset.
    const names = new Set(waiting.map((alert) => nameOf(alert, userId)));
    this.#soundedAt = new Map([...this.#soundedAt].filter(([name]) => names.has(name)));
    for (const alert of due) this.#soundedAt.set(nameOf(alert, userId), nowMs);
    if (due.some(({ severity }) => severity === 'critical')) return 'critical';
    return due.length > 0 && areOthersHeard ? 'other' : null;
  }

  #isDue(name: string, alert: Alert, nowMs: number): boolean {
    const soundedAt = this.#soundedAt.get(name);
    if (soundedAt === undefined) return true;
    return alert.severity === 'critical' && nowMs - soundedAt >= REPEAT_MS;
  }
}
