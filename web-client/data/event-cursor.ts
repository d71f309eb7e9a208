/** Where a page stands in the ordered stream of events: what was seen before is dropped, also after a reconnect. */
export class EventCursor {
  #last: bigint | null = null;

  get lastEventId(): string | null {
    return this.#last === null ? null : this.#last.toString();
  }

  /** True where the event is new; it then counts as seen. */
  accept(eventId: string): boolean {
    const id = BigInt(eventId);
    if (this.#last !== null && id <= this.#last) return false;
    this.#last = id;
    return true;
  }
}
