import type { Sql } from 'postgres';
import { findDoubtfulTime } from '../device-clock.ts';
import type { Item } from '../item.ts';
import { toCorrectedRow } from '../observation-row.ts';
import { ClockMoments, type ClockVerdict } from './clock-moments.ts';

/** How long another process may go on with a correction that was learned, changed or ended here. */
const FRESH_FOR_MS = 30_000;

export type ClockChange = ClockVerdict & { deviceId: string };

/** A reading whose time is its device's own, and in question at most for being in the future. */
type Timed = { item: Item; deviceId: string; measuredAtMs: number; receivedAtMs: number };

/** What one process knows of devices' clocks: which are ahead, from the database, and what it has seen itself. */
export class DeviceClocks {
  readonly #moments = new ClockMoments();
  #aheadMs: ReadonlyMap<string, number> = new Map();
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  #generation = 0;

  /** Reads what every process knows; a small table, and not oftener than it may be stale. */
  async refresh(sql: Sql, nowMs: number): Promise<void> {
    if (Math.abs(nowMs - this.#loadedAtMs) < FRESH_FOR_MS) return;
    const generation = this.#generation;
    const rows = await sql<{ deviceId: string; aheadMs: number }[]>`
      select device_id as "deviceId", ahead_ms::float8 as "aheadMs" from device_clocks`;
    this.#aheadMs = new Map(rows.map(({ deviceId, aheadMs }) => [deviceId, aheadMs]));
    // Changed here while it was read: it may have been read from before.
    if (generation === this.#generation) this.#loadedAtMs = nowMs;
  }

  /** After a COMMIT that changed the table. */
  forget(): void {
    this.#generation += 1;
    this.#loadedAtMs = Number.NEGATIVE_INFINITY;
  }

  /**
   * Looks at the times of what came in, and moves those of devices that are known to be ahead. A time that may be right as
   * it was sent stays: a reading that counts as newer than it is still pages, one that counts as older may not.
   */
  correct(items: readonly Item[]): void {
    const timed: Timed[] = [];
    for (const item of items) {
      const one = this.#timed(item);
      if (one === null) continue;
      timed.push(one);
      this.#moments.note(one.deviceId, one.receivedAtMs, one.measuredAtMs - one.receivedAtMs);
    }
    for (const { item, deviceId, measuredAtMs, receivedAtMs } of timed) {
      const aheadMs = this.#aheadMs.get(deviceId);
      if (aheadMs === undefined || item.reading === null) continue;
      if (this.#moments.mayBeRight(deviceId, receivedAtMs, measuredAtMs - receivedAtMs, aheadMs)) continue;
      const effectiveAtMs = measuredAtMs - aheadMs;
      item.rejection = findDoubtfulTime(effectiveAtMs, receivedAtMs);
      item.row = item.rejection === null ? toCorrectedRow(item.source, item.reading, effectiveAtMs, aheadMs) : null;
    }
  }

  /** What these readings, with those before them, say that is not known yet. */
  changes(items: readonly Item[]): ClockChange[] {
    if (this.#moments.size === 0) return [];
    const deviceIds = new Set<string>();
    for (const { source } of items) {
      if (source.type === 'device' && this.#moments.follows(source.deviceId)) deviceIds.add(source.deviceId);
    }
    return [...deviceIds].flatMap((deviceId) => {
      const verdict = this.#moments.judge(deviceId, this.#aheadMs.get(deviceId));
      return verdict === null ? [] : { ...verdict, deviceId };
    });
  }

  #timed(item: Item): Timed | null {
    const { source, reading, rejection, receivedAt, isTimedByDevice } = item;
    const isFuture = rejection?.reason === 'future-clock';
    if (source.type !== 'device' || reading === null || !isTimedByDevice) return null;
    if (rejection !== null && !isFuture) return null;
    const { deviceId } = source;
    if (!isFuture && !this.#aheadMs.has(deviceId) && !this.#moments.follows(deviceId)) return null;
    return { item, deviceId, measuredAtMs: Date.parse(reading.measuredAt), receivedAtMs: receivedAt.getTime() };
  }
}
