import type { StayTotals } from '#contracts/visit-stay.ts';
import { isWorse } from '../network-quality/level.ts';
import type { NetworkQuality } from '../network-quality/network-quality.ts';
import type { LineReading } from '../network-quality/reading.ts';

/** `away`: it was given up, and the person may try again. */
export type StayPhase = 'connecting' | 'connected' | 'reconnecting' | 'away';

/** Counters start anew with each track, and a packet given up for lost may still come: less than nothing is nothing. */
const growth = (before: number, now: number): number => Math.max(0, now - before);

/**
 * Adds up what a stay in a visit is like, over all the sessions that it takes. Times are those of one clock that never
 * goes back, in ms.
 */
export class StayTally {
  readonly #beganAt: number;
  #phase: StayPhase = 'connecting';
  #phaseSince: number;
  #joinMs: number | null = null;
  #connectedMs = 0;
  #reconnects = 0;
  #reconnectingMs = 0;
  #frozenS = 0;
  #voiceOnlyMs = 0;
  #weakMs = 0;
  #packetsReceived = 0;
  #packetsMissed = 0;
  #packetsSent = 0;
  #packetsLost = 0;
  /** The reading before, of the same session. */
  #before: LineReading | null = null;
  #readAt: number;

  constructor(now: number) {
    this.#beganAt = now;
    this.#phaseSince = now;
    this.#readAt = now;
  }

  move(phase: StayPhase, now: number): void {
    // Before the first connection there is nothing to come back to.
    const next = phase === 'reconnecting' && this.#joinMs === null ? 'connecting' : phase;
    if (next === this.#phase) return;
    this.#settle(now);
    if (next === 'connected') {
      this.#joinMs ??= now - this.#beganAt;
      this.#readAt = now;
    }
    if (next === 'reconnecting') this.#reconnects += 1;
    this.#phase = next;
  }

  /** The counters of another session begin at nothing. */
  beginSession(): void {
    this.#before = null;
  }

  /** What the line was like since the last reading, and what it carried. */
  read(reading: LineReading, { level, sending, receiving }: NetworkQuality, now: number): void {
    const before = this.#before ?? NOTHING;
    this.#before = reading;
    this.#packetsReceived += growth(before.receiving.packets, reading.receiving.packets);
    this.#packetsMissed += growth(before.receiving.lost, reading.receiving.lost);
    this.#packetsSent += growth(before.sending.packets, reading.sending.packets);
    this.#packetsLost += growth(before.sending.lost, reading.sending.lost);
    this.#frozenS += growth(before.receiving.frozenS, reading.receiving.frozenS);
    if (this.#phase !== 'connected') return;
    const sinceMs = now - this.#readAt;
    this.#readAt = now;
    if (sending === 'voice' || receiving === 'voice') this.#voiceOnlyMs += sinceMs;
    if (isWorse(level, 'fair')) this.#weakMs += sinceMs;
  }

  totals(now: number): StayTotals {
    this.#settle(now);
    return {
      joinMs: this.#joinMs === null ? null : Math.round(this.#joinMs),
      connectedMs: Math.round(this.#connectedMs),
      reconnects: this.#reconnects,
      reconnectingMs: Math.round(this.#reconnectingMs),
      frozenMs: Math.round(this.#frozenS * 1000),
      voiceOnlyMs: Math.round(this.#voiceOnlyMs),
      weakMs: Math.round(this.#weakMs),
      packetsReceived: this.#packetsReceived,
      packetsMissed: this.#packetsMissed,
      packetsSent: this.#packetsSent,
      packetsLost: this.#packetsLost,
    };
  }

  #settle(now: number): void {
    const sinceMs = now - this.#phaseSince;
    this.#phaseSince = now;
    if (this.#phase === 'connected') this.#connectedMs += sinceMs;
    if (this.#phase === 'reconnecting') this.#reconnectingMs += sinceMs;
  }
}

const NOTHING: Pick<LineReading, 'sending' | 'receiving'> = {
  sending: { packets: 0, lost: 0, availableBitrate: null, isHeldBack: false },
  receiving: { packets: 0, lost: 0, jitterS: 0, framesDecoded: 0, frozenS: 0, isWeakAtSource: false },
};
