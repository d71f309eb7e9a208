import { setTimeout as sleep } from 'node:timers/promises';
import type { RuleId } from '#contracts/rule.ts';
import type { Random } from '#tools/simulator/random.ts';
import type { TestDevice } from './gateway-clinic.ts';
import { insist, type InsistentAnswer } from './insistent.ts';
import type { LedgerReading } from './ledger-publisher.ts';
import type { Person } from './people.ts';
import type { PersistentPage } from './persistent-page.ts';

/** What becomes of an alert; the same for a critical and for a high one. */
export const LIVES = [
  'left',
  'acknowledged',
  'raced',
  'snoozed-by-one',
  'snoozed-by-all',
  'escalated',
  'handed-on',
  'resolved',
  'resolved-and-back',
  'raised-again',
  'acknowledged-and-back',
] as const;
export type LifeKind = (typeof LIVES)[number];

export type Verb = 'acknowledge' | 'snooze' | 'escalate' | 'resolve';

/** One thing that somebody did, and what they were answered. */
export type Doing = InsistentAnswer & {
  alertId: string;
  person: Person;
  verb: Verb;
  /** Somebody else may have been quicker, or it is not allowed at all. */
  mayConflict: boolean;
};

const BODIES = {
  acknowledge: () => undefined,
  snooze: () => ({ until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'seen, calling at noon' }),
  escalate: () => ({ reason: 'please look' }),
  resolve: () => ({ outcome: 'called' }),
} as const satisfies Record<Verb, () => unknown>;

/** A low finger-stick pages at once and is critical; a low pressure with symptoms pages at once and may be snoozed. */
const READINGS = {
  'glucose.low-2': {
    normal: { kind: 'glucose', value: 120, unit: 'mg/dL', specimen: 'capillary' },
    breach: { kind: 'glucose', value: 45, unit: 'mg/dL', specimen: 'capillary' },
  },
  'bp.low': {
    normal: { kind: 'blood-pressure', systolic: 122, diastolic: 76, unit: 'mmHg' },
    breach: { kind: 'blood-pressure', systolic: 84, diastolic: 52, unit: 'mmHg', flags: ['symptoms'] },
  },
} as const satisfies Partial<Record<RuleId, unknown>>;
export type LifeRule = keyof typeof READINGS;

const STEP_MS = 3 * 60_000;
/** Recent enough for finger-sticks to be news. */
const STARTS_AGO_MS = 60 * 60_000;
/** The published breach comes to the page in this time, whatever is killed meanwhile. */
const HEARD_WITHIN_MS = 120_000;

export type LifeSetting = {
  kind: LifeKind;
  rule: LifeRule;
  device: TestDevice;
  /** The care team, with a page each. */
  team: readonly [PersistentPage, PersistentPage];
  urls: readonly string[];
  random: Random;
  /** When it begins, and how long people wait before they do something, in ms at most. */
  beginsWithinMs: number;
  dawdlesMs: number;
  /** Tells the device that there is something to send. */
  offer: () => void;
};

/** One patient's alert from the first breach to whatever becomes of it. */
export class AlertLife {
  readonly kind: LifeKind;
  readonly rule: LifeRule;
  readonly device: TestDevice;
  readonly doings: Doing[] = [];
  isOver = false;
  readonly #setting: LifeSetting;
  readonly #readings: LedgerReading[] = [];
  readonly #startsAt = Date.now() - STARTS_AGO_MS;

  constructor(setting: LifeSetting) {
    this.#setting = setting;
    this.kind = setting.kind;
    this.rule = setting.rule;
    this.device = setting.device;
  }

  /** How many alerts there are in the end, and how many of them are open. */
  get outcome(): { alerts: number; open: number } {
    if (this.kind === 'resolved') return { alerts: 1, open: 0 };
    return { alerts: this.kind === 'resolved-and-back' ? 2 : 1, open: 1 };
  }

  /** What the device sends at a position of its book. */
  reading(position: number): LedgerReading | null {
    return this.#readings[position] ?? null;
  }

  async live(): Promise<void> {
    await this.#run();
    this.isOver = true;
  }

  async #run(): Promise<void> {
    const { random, beginsWithinMs, team } = this.#setting;
    const [first, second] = team;
    await sleep(random.between(0, beginsWithinMs));
    const alertId = await this.#breach('alert:raised', 1);
    switch (this.kind) {
      case 'left':
        return;
      case 'acknowledged':
        return this.#do(first, 'acknowledge', alertId);
      case 'raced':
        await Promise.all(team.map((page) => this.#do(page, 'acknowledge', alertId, true)));
        return;
      case 'snoozed-by-one':
        return this.#do(first, 'snooze', alertId, this.#isCritical);
      case 'snoozed-by-all':
        for (const page of team) await this.#do(page, 'snooze', alertId, this.#isCritical);
        return;
      case 'escalated':
        return this.#do(first, 'escalate', alertId, true);
      case 'handed-on':
        await this.#do(first, 'acknowledge', alertId);
        await this.#do(first, 'escalate', alertId);
        return this.#do(second, 'acknowledge', alertId);
      case 'resolved':
        await this.#do(first, 'acknowledge', alertId);
        return this.#do(second, 'resolve', alertId);
      case 'resolved-and-back':
        await this.#do(first, 'resolve', alertId);
        await this.#breach('alert:raised', 2);
        return;
      case 'raised-again':
        await this.#breach('alert:re-raised', 1);
        return;
      case 'acknowledged-and-back':
        await this.#do(first, 'acknowledge', alertId);
        await this.#breach('alert:re-raised', 1);
        return this.#do(second, 'acknowledge', alertId);
    }
  }

  get #isCritical(): boolean {
    return this.rule === 'glucose.low-2';
  }

  /** The device sends a normal reading and a bad one; resolves when the care team's page shows the alert. */
  async #breach(name: 'alert:raised' | 'alert:re-raised', times: number): Promise<string> {
    const { normal, breach } = READINGS[this.rule];
    for (const [reading, isBreach] of [[normal, false] as const, [breach, true] as const]) {
      const position = this.#readings.length;
      const messageId = `m${position}`;
      const measuredAt = new Date(this.#startsAt + position * STEP_MS).toISOString();
      this.#readings.push({
        messageId,
        measuredAt,
        isBreach,
        json: JSON.stringify({ ...reading, messageId, measuredAt }),
      });
    }
    this.#setting.offer();
    const [page] = this.#setting.team;
    const { patientId } = this.device;
    return page.until(() => {
      const told = page.heard.filter((heard) => heard.name === name && heard.payload.patientId === patientId);
      return told.length >= times ? told.at(-1)?.payload.alert?.id : null;
    }, HEARD_WITHIN_MS);
  }

  async #do({ person }: PersistentPage, verb: Verb, alertId: string, mayConflict = false): Promise<void> {
    const { random, dawdlesMs, urls } = this.#setting;
    await sleep(random.between(0, dawdlesMs));
    const order = random.chance(0.5) ? urls : urls.toReversed();
    const path = `/api/alerts/${alertId}/${verb}`;
    const answer = await insist(order, person, { method: 'POST', path, body: BODIES[verb]() });
    this.doings.push({ ...answer, alertId, person, verb, mayConflict });
  }
}
