import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Message, MessagePage } from '#contracts/message.ts';
import { markMessagesRead, readMessages } from '../data/messages.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { Loaded } from './loaded.ts';

/** One patient's thread, kept true as it is written and read. */
export class MessageThreadController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #newest: Loaded<MessagePage>;
  #patientId: string | null = null;
  #known = new Map<string, Message>();
  #cursor: string | null = null;
  #markedUpTo = '';
  #stop: (() => void) | undefined;
  isLoadingEarlier = false;
  earlierFailure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
    this.#newest = new Loaded(host, () => readMessages(this.#patientId ?? ''), { taken: (page) => this.#take(page) });
  }

  follow(patientId: string): void {
    if (patientId === this.#patientId) return;
    this.#patientId = patientId;
    this.#known.clear();
    this.#cursor = null;
    this.#newest.reset();
    void this.#newest.load();
  }

  /** The oldest first; null until they are there. */
  get messages(): readonly Message[] | null {
    if (this.#newest.value === null) return null;
    return [...this.#known.values()].sort((a, b) => Date.parse(a.sentAt) - Date.parse(b.sentAt));
  }

  get unread(): number {
    return this.#newest.value?.unread ?? 0;
  }

  get hasEarlier(): boolean {
    return this.#cursor !== null;
  }

  get failure(): FailureCode | null {
    return this.#newest.failure;
  }

  async load(): Promise<void> {
    if (this.#patientId !== null) await this.#newest.load();
  }

  async loadEarlier(): Promise<void> {
    const [patientId, cursor] = [this.#patientId, this.#cursor];
    if (patientId === null || cursor === null || this.isLoadingEarlier) return;
    this.isLoadingEarlier = true;
    this.earlierFailure = null;
    this.#host.requestUpdate();
    try {
      const page = await readMessages(patientId, cursor);
      if (patientId === this.#patientId && cursor === this.#cursor) {
        this.#add(page);
        this.#cursor = page.nextCursor;
      }
    } catch (error) {
      this.earlierFailure = failureCode(error);
    } finally {
      this.isLoadingEarlier = false;
      this.#host.requestUpdate();
    }
  }

  /** The person has had everything up to this message before them. Where that cannot be told, it is told the next time. */
  markRead(upTo: string): void {
    if (this.#patientId === null || this.unread === 0 || upTo === this.#markedUpTo) return;
    this.#markedUpTo = upTo;
    markMessagesRead(this.#patientId, upTo).catch(() => {
      this.#markedUpTo = '';
    });
  }

  hostConnected(): void {
    this.#stop = realtime.listen({
      message: ({ patientId }) => {
        if (patientId === this.#patientId) void this.load();
      },
      caughtUp: () => void this.load(),
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }

  #take(page: MessagePage): void {
    // More came than one page holds: what is known stands apart from it, and goes.
    const isContinued = page.messages.some(({ id }) => this.#known.has(id));
    if (!isContinued) {
      this.#known.clear();
      this.#cursor = page.nextCursor;
    }
    this.#add(page);
  }

  #add({ messages }: MessagePage): void {
    for (const message of messages) this.#known.set(message.id, message);
  }
}
