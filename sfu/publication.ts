import type { types } from 'mediasoup';
import type { MediaSource, PauseReason } from '#contracts/media.ts';

/** A producer, whose it is, and why it is paused. */
export class Publication {
  readonly producer: types.Producer;
  readonly peerId: string;
  readonly source: MediaSource;
  readonly #onReasonChanged = new Set<() => void>();
  #reason: PauseReason = 'person';

  constructor(producer: types.Producer, { peerId, source }: Pick<Publication, 'peerId' | 'source'>) {
    this.producer = producer;
    this.peerId = peerId;
    this.source = source;
  }

  /** Means nothing while the producer flows. */
  get reason(): PauseReason {
    return this.#reason;
  }

  /** The reason first: it is there when the worker tells the consumers. */
  async pause(reason: PauseReason): Promise<void> {
    const hasChanged = reason !== this.#reason;
    this.#reason = reason;
    if (hasChanged) for (const listener of this.#onReasonChanged) listener();
    await this.producer.pause();
  }

  /** Listens until the returned function is called. */
  onReasonChanged(listener: () => void): () => void {
    this.#onReasonChanged.add(listener);
    return () => this.#onReasonChanged.delete(listener);
  }
}
