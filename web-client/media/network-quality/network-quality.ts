import { judge, NEW_JUDGE, type Judge } from './judge.ts';
import { NEW_LADDER, nextStep, type Ladder, type Step } from './ladder.ts';
import { worst, type LineLevel } from './level.ts';
import type { LineReading } from './reading.ts';
import { NEW_STEADY_LEVEL, nextSteadyLevel, type SteadyLevel } from './steady-level.ts';

/** How good the line is, and what each direction of it is asked to carry. Voices always are. */
export type NetworkQuality = { readonly level: LineLevel; readonly sending: Step; readonly receiving: Step };

export const UNTROUBLED: NetworkQuality = { level: 'good', sending: 'full', receiving: 'full' };

type State = { judge: Judge; sending: Ladder; receiving: Ladder; steady: SteadyLevel };

/**
 * Makes a plan of readings that come once a second. Each direction is judged by itself: our own camera is nothing to the
 * way here, and the others' cameras are nothing to the way there.
 */
export class NetworkQualityEngine {
  #state: State = { judge: NEW_JUDGE, sending: NEW_LADDER, receiving: NEW_LADDER, steady: NEW_STEADY_LEVEL };

  get quality(): NetworkQuality {
    const { steady, sending, receiving } = this.#state;
    return { level: steady.level, sending: sending.step, receiving: receiving.step };
  }

  next(reading: LineReading): NetworkQuality {
    const { sending, receiving, steady } = this.#state;
    const { judge: next, judgement } = judge(this.#state.judge, reading);
    this.#state = {
      judge: next,
      sending: nextStep(sending, judgement.sending),
      receiving: nextStep(receiving, judgement.receiving),
      steady: nextSteadyLevel(steady, worst([judgement.sending, judgement.receiving])),
    };
    return this.quality;
  }
}
