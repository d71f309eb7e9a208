/** What one look found: the oldest id that waits and the newest; both null where nothing waits. */
export type Waiting = { oldest: bigint | null; newest: bigint | null };

/**
 * Tells how long the oldest of what waits has been waiting, from looks at a queue whose ids grow. It does not ask the rows
 * themselves: a row may tell of something that happened long before it was written.
 */
export class Backlog {
  /** Looks at which something waited that still does, oldest first. */
  #looks: { newest: bigint; atMs: number }[] = [];

  /** Takes in what a look at `atMs` found, and returns since when the oldest has been seen to wait, in ms; 0 where it is new. */
  look({ oldest, newest }: Waiting, atMs: number): number {
    this.#looks = oldest === null ? [] : this.#looks.filter((look) => look.newest >= oldest);
    if (newest !== null) this.#looks.push({ newest, atMs });
    return atMs - (this.#looks[0]?.atMs ?? atMs);
  }
}
