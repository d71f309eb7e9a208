/**
 * Ids of tokens that were used, until they expire. In memory: a node that starts anew has no rooms, so that a token from
 * before opens nothing there.
 */
export class UsedTokens {
  readonly #expiryById = new Map<string, number>();
  #sweepAtS = 0;

  /** False when this token was used before. */
  use(id: string, expiresAtS: number, nowS: number): boolean {
    this.#sweep(nowS);
    if (this.#expiryById.has(id)) return false;
    this.#expiryById.set(id, expiresAtS);
    return true;
  }

  get size(): number {
    return this.#expiryById.size;
  }

  #sweep(nowS: number): void {
    if (nowS < this.#sweepAtS) return;
    this.#sweepAtS = nowS + 10;
    for (const [id, expiresAtS] of this.#expiryById) if (expiresAtS < nowS) this.#expiryById.delete(id);
  }
}
