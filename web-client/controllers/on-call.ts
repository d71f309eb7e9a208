import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { OnCallBoard, OnCallGaps, OnCallWeek } from '#contracts/on-call.ts';
import { listGaps, readBoard, readWeek } from '../data/on-call.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

const LOOK_AGAIN_MS = 30_000;

/** Who is on call, the week that is looked at, and the gaps ahead; looked at again every half minute. */
export class OnCallController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Each look has a number: an answer that was overtaken is dropped. */
  #look = 0;
  #date: string | undefined;
  board: OnCallBoard | null = null;
  week: OnCallWeek | null = null;
  gaps: OnCallGaps['gaps'] = [];
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    void this.load();
    this.#timer = setInterval(() => void this.load(), LOOK_AGAIN_MS);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }

  /** Looks at the week of another day; at this week where none is given. */
  showWeek(date: string | undefined): Promise<void> {
    this.#date = date;
    return this.load();
  }

  async load(): Promise<void> {
    const look = (this.#look += 1);
    try {
      const [board, week, { gaps }] = await Promise.all([readBoard(), readWeek(this.#date), listGaps()]);
      if (look !== this.#look) return;
      Object.assign(this, { board, week, gaps, failure: null });
    } catch (error) {
      if (look === this.#look) this.failure = failureCode(error);
    }
    this.#host.requestUpdate();
  }
}
