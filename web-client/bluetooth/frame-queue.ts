import type { FrameStore } from './frame-store.ts';
import type { Frame } from './frame.ts';

/** Sends one frame; resolves when the clinic has it, rejects when that is not known. */
export type SendFrame = (frame: Frame) => Promise<void>;

/**
 * The frames of one device, in the order in which they were heard, each until it is acknowledged. One at a time: what a
 * meter says about a result must come after that result.
 */
export class FrameQueue {
  readonly #store: FrameStore;
  readonly #onChange: () => void;
  readonly #waiting: Frame[] = [];
  #send: SendFrame | null = null;
  #isSending = false;
  received = 0;
  saved = 0;

  constructor(store: FrameStore, onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes over what a page that was closed had not sent. */
  restore(frames: readonly Frame[]): void {
    this.#waiting.unshift(...frames);
    this.received += frames.length;
    this.#changed();
  }

  /** Counts anew, for another sensor: what still waits is received, nothing is saved. */
  startCounting(): void {
    this.received = this.waiting;
    this.saved = 0;
  }

  async take(frame: Frame): Promise<void> {
    this.received += 1;
    this.#waiting.push(frame);
    // Where the browser will not store it, the frame waits in memory all the same.
    await this.#store.add(frame).catch(() => undefined);
    this.#changed();
  }

  /** The way is open, or closed (null). */
  sendBy(send: SendFrame | null): void {
    this.#send = send;
    this.#changed();
  }

  /** Forgets what cannot be sent any more, because the person said so. */
  async discard(): Promise<void> {
    const discarded = this.#waiting.splice(0);
    this.#changed();
    await Promise.all(discarded.map(({ id }) => this.#store.remove(id).catch(() => undefined)));
  }

  #changed(): void {
    this.#onChange();
    if (!this.#isSending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    for (let frame = this.#waiting[0]; frame !== undefined && this.#send !== null; frame = this.#waiting[0]) {
      const send = this.#send;
      try {
        await send(frame);
      } catch {
        // Sent again over the next connection. Whoever opened this one says when.
        if (this.#send === send) this.#send = null;
        continue;
      }
      const sent = this.#waiting.indexOf(frame);
      if (sent >= 0) this.#waiting.splice(sent, 1);
      this.saved += 1;
      await this.#store.remove(frame.id).catch(() => undefined);
      this.#onChange();
    }
    this.#isSending = false;
  }
}
