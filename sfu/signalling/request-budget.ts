import { MAX_REFUSALS_IN_A_ROW, REQUEST_BURST, REQUESTS_PER_SECOND } from '../limits.ts';

/** How much one connection may ask: a bucket of requests that fills again with time. */
export class RequestBudget {
  #tokens = REQUEST_BURST;
  #refilledAtMs: number;
  #refusals = 0;

  constructor(nowMs: number) {
    this.#refilledAtMs = nowMs;
  }

  /** False when this request must be refused. */
  spend(nowMs: number): boolean {
    const elapsedS = Math.max(0, nowMs - this.#refilledAtMs) / 1_000;
    this.#tokens = Math.min(REQUEST_BURST, this.#tokens + elapsedS * REQUESTS_PER_SECOND);
    this.#refilledAtMs = nowMs;
    if (this.#tokens < 1) {
      this.#refusals += 1;
      return false;
    }
    this.#tokens -= 1;
    this.#refusals = 0;
    return true;
  }

  /** Someone who goes on regardless of being refused. */
  get isAbused(): boolean {
    return this.#refusals >= MAX_REFUSALS_IN_A_ROW;
  }
}
