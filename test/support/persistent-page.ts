import { setTimeout as sleep } from 'node:timers/promises';
import { EventCursor } from '#web-client/data/event-cursor.ts';
import type { Person } from './people.ts';
import { RealtimeClient, type Heard } from './realtime-client.ts';

const RETRY_MS = 200;
const CONFIRM_AFTER_MS = 400;
const CONFIRMED_AT_ONCE = 500;

/**
 * An open page that loses its server again and again: it connects to whichever answers, says what it has seen, and
 * confirms what it shows. It keeps all that the servers sent, also what it should not have been sent a second time.
 */
export class PersistentPage {
  readonly person: Person;
  /** Each event, as often as it came. */
  readonly heard: (Heard & { payload: { eventId: string } })[] = [];
  /** Where a server said that it could not replay what was missed. */
  readonly gaps: string[] = [];
  /** Where the stream stood when the page was opened: what came before is not for it. */
  openedAt: bigint | null = null;
  connections = 0;
  readonly #urls: readonly string[];
  readonly #cursor = new EventCursor();
  readonly #waiting = new Set<() => void>();
  #toConfirm: string[] = [];
  #client: RealtimeClient | null = null;
  #isClosed = false;
  readonly #running: Promise<void>[];

  private constructor(urls: readonly string[], person: Person) {
    this.#urls = urls;
    this.person = person;
    this.#running = [this.#stayConnected(), this.#keepConfirming()];
  }

  static async open(urls: readonly string[], person: Person): Promise<PersistentPage> {
    const page = new PersistentPage(urls, person);
    await page.until(() => page.openedAt !== null, 30_000);
    return page;
  }

  get lastEventId(): bigint {
    return BigInt(this.#cursor.lastEventId ?? '0');
  }

  /** Looks again at everything that comes, until it finds something. */
  async until<T>(look: () => T | null | undefined | false, timeoutMs: number): Promise<T> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const found = look();
      if (found !== null && found !== undefined && found !== false) return found;
      const leftMs = end - Date.now();
      if (leftMs <= 0) throw new Error(`a page waited ${timeoutMs} ms for: ${look.toString()}`);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const wake = (): void => resolve(undefined);
      const timer = setTimeout(wake, leftMs);
      this.#waiting.add(wake);
      await promise;
      clearTimeout(timer);
      this.#waiting.delete(wake);
    }
  }

  /** How it stands, for a test that failed. */
  get story(): string {
    const { connected = false, io: manager } = this.#client?.socket ?? {};
    return `${this.person.name}: at ${this.lastEventId}, connection ${this.connections}, ${connected} ${manager?._readyState ?? 'no client'}`;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#client?.close();
    await Promise.all(this.#running);
  }

  async #stayConnected(): Promise<void> {
    for (let attempt = 0; !this.#isClosed; attempt += 1) {
      const url = this.#urls[attempt % this.#urls.length] ?? '';
      const { lastEventId } = this.#cursor;
      const options = { onHeard: this.#hear, ...(lastEventId === null ? {} : { lastEventId }) };
      try {
        this.#client = await RealtimeClient.connect(url, this.person, options);
        this.connections += 1;
        await this.#client.disconnected();
      } catch {
        // It is down, or went down meanwhile.
      }
      this.#client = null;
      await sleep(RETRY_MS);
    }
  }

  readonly #hear = (heard: Heard): void => {
    const { eventId, lastEventId, isIncomplete } = heard.payload;
    if (eventId !== undefined) {
      this.heard.push({ ...heard, payload: { ...heard.payload, eventId } });
      if (this.#cursor.accept(eventId)) this.#toConfirm.push(eventId);
    }
    if (isIncomplete === true) this.gaps.push(`after ${this.lastEventId}, up to ${String(lastEventId)}`);
    if (lastEventId !== undefined) {
      this.openedAt ??= BigInt(lastEventId);
      this.#cursor.accept(lastEventId);
    }
    for (const wake of [...this.#waiting]) wake();
  };

  async #keepConfirming(): Promise<void> {
    while (!this.#isClosed) {
      await sleep(CONFIRM_AFTER_MS);
      const eventIds = this.#toConfirm.slice(0, CONFIRMED_AT_ONCE);
      if (eventIds.length === 0 || this.#client === null) continue;
      const answer = await this.#client.request('notification:received', { eventIds }).catch(() => null);
      if (answer?.ok === true) this.#toConfirm = this.#toConfirm.slice(eventIds.length);
    }
  }
}
