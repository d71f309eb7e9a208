import { AppError } from '#contracts/errors.ts';

/** They take turns, and a sender gives up after some 15 to 30 s (Standard Webhooks): more would be done in vain. */
export const MOST_MESSAGES_UNDER_WAY = 50;

/** Bounds the messages that one process works on or lets wait. What is refused is sent again, with the same id. */
export class MessagesUnderWay {
  #count = 0;

  async add<T>(work: () => Promise<T>): Promise<T> {
    if (this.#count >= MOST_MESSAGES_UNDER_WAY) {
      throw new AppError('unavailable', 'too many messages are waiting; send it again soon');
    }
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
    }
  }
}
