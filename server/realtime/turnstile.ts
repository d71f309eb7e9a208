/**
 * Lets only so many through at a time, in the order in which they came; those who go first before all others. After a restart
 * every page comes back in the same moment: taken all at once, each would wait until the last one's questions to the database
 * are answered, and so would every request.
 */
export class Turnstile {
  readonly #places: number;
  readonly #first: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #inside = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** Runs when there is a place; `goesFirst` for what somebody who was through already is waiting for. */
  async pass<T>(run: () => Promise<T>, { goesFirst = false } = {}): Promise<T> {
    if (this.#inside < this.#places) this.#inside += 1;
    else await new Promise<void>((resolve) => (goesFirst ? this.#first : this.#others).push(resolve));
    try {
      return await run();
    } finally {
      // The place goes to the next one without becoming free.
      const next = this.#first.shift() ?? this.#others.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }
}
