import type { LineLevel } from '#contracts/media.ts';
import { judge, NEW_JUDGE, type Judge } from './judge.ts';
import { NEW_LADDER, nextStep, type Ladder, type Step } from './ladder.ts';
import { worst } from './level.ts';
import type { LineReading } from './reading.ts';
import { NEW_STEADY_LEVEL, nextSteadyLevel, type SteadyLevel } from './steady-level.ts';

/** How good the line is, and what each direction of it is asked to carry. Voices always are. */
export type NetworkQuality = { readonly level: LineLevel; readonly sending: Step; readonly receiving: Step };

export const UNTROUBLED: NetworkQuality = { level: 'good', sending: 'full', receiving: 'full' };

const BEST_LEVEL: Readonly<Record<Step, LineLevel>> = { full: 'good', small: 'fair', voice: 'poor' };

type State = { judge: Judge; sending: Ladder; receiving: Ladder; steady: SteadyLevel };

/**
 * Makes a plan of readings that come once a second. Each direction is judged by itself: our own camera is nothing to the
 * way here, and the others' cameras are nothing to the way there.
 */
export class NetworkQualityEngine {
  #state: State = { judge: NEW_JUDGE, sending: NEW_LADDER, receiving: NEW_LADDER, steady: NEW_STEADY_LEVEL };
  #sendingLevel: LineLevel = 'good';

  get quality(): NetworkQuality {
    const { steady, sending, receiving } = this.#state;
    const steps = [sending.step, receiving.step];
    return {
      // A line that does not carry all is not called good, however well it carries what is left.
      level: worst([steady.level, ...steps.map((step) => BEST_LEVEL[step])]),
      sending: sending.step,
      receiving: receiving.step,
    };
  }

  /** How the way there was at the last reading. */
  get sendingLevel(): LineLevel {
    return this.#sendingLevel;
  }

  next(reading: LineReading): NetworkQuality {
    const { sending, receiving, steady } = this.#state;
    const { judge: next, judgement } = judge(this.#state.judge, reading);
    this.#sendingLevel = judgement.sending;
    this.#state = {
      judge: next,
      sending: nextStep(sending, judgement.sending),
      receiving: nextStep(receiving, judgement.receiving),
      steady: nextSteadyLevel(steady, worst([judgement.sending, judgement.receiving])),
    };
    return this.quality;
  }
}
