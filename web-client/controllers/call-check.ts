import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { CALL_PATHS, type CallCheckResult, type CallPath, type PathMeasurement } from '#contracts/call-check.ts';
import { openCallCheck, recordCallCheck } from '../data/call-checks.ts';
import { failureCode, RequestError, type FailureCode } from '../data/request.ts';
import { LocalMediaCheck } from './local-media-check.ts';

/** One question at a time: what is here, see and speak, hear, the line, what came of it. */
export type CallCheckStep = 'start' | 'devices' | 'speaker' | 'line' | 'result';

/** A check before a call, from the first question to what is kept with the visit. */
export class CallCheckController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly local: LocalMediaCheck;
  #running: AbortController | null = null;
  step: CallCheckStep = 'start';
  /** The way that is being tried. */
  path: CallPath | null = null;
  result: CallCheckResult | null = null;
  /** Why the line could not be tried, or the result not be kept. */
  failure: FailureCode | null = null;
  isKept = false;
  #speaker: CallCheckResult['speaker'] = 'heard';
  /** Said by the grant of every way before it. */
  #hasRelay = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.local = new LocalMediaCheck(host);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#running?.abort();
  }

  async openDevices(): Promise<void> {
    this.#running?.abort();
    this.result = null;
    this.failure = null;
    this.isKept = false;
    this.#go('devices');
    await this.local.open();
  }

  askForSound(): void {
    this.#go('speaker');
  }

  /** Goes on to the line; `consultationId` is the visit that the result is kept with. */
  async tryLine(speaker: CallCheckResult['speaker'], consultationId: string | null): Promise<void> {
    this.#speaker = speaker;
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    this.failure = null;
    this.#go('line');
    try {
      const paths = this.local.hasAny ? await this.#measureAll(signal) : [];
      signal.throwIfAborted();
      this.result = { ...this.local.found, speaker: this.#speaker, paths };
      this.local.stop();
      this.#go('result');
      if (consultationId !== null) await this.keep(consultationId);
    } catch (error) {
      if (signal.aborted) return;
      this.failure = failureCode(error);
      this.#host.requestUpdate();
    }
  }

  tryLineAgain(consultationId: string | null): Promise<void> {
    return this.tryLine(this.#speaker, consultationId);
  }

  async keep(consultationId: string): Promise<void> {
    if (this.result === null) return;
    try {
      await recordCallCheck(consultationId, this.result);
      this.isKept = true;
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    }
    this.#host.requestUpdate();
  }

  /** One after the other: together they would take each other's line. */
  async #measureAll(signal: AbortSignal): Promise<PathMeasurement[]> {
    const measured: PathMeasurement[] = [];
    for (const path of CALL_PATHS) {
      if (path === 'relay' && !this.#hasRelay) continue;
      this.path = path;
      this.#host.requestUpdate();
      const measurement = await this.#measure(path, signal);
      measured.push(measurement);
      // Without the node, or its signalling, every other way ends in the same place.
      if (!measurement.isConnected && measurement.reason !== 'no-media') break;
    }
    return measured;
  }

  async #measure(path: CallPath, signal: AbortSignal): Promise<PathMeasurement> {
    const [{ measurePath }, grant] = await Promise.all([
      import('../no-eval.ts').then(() => import('../media/check/measure-path.ts')),
      openCallCheck().catch((error: unknown) => {
        if (error instanceof RequestError && error.code === 'unavailable') return null;
        throw error;
      }),
    ]);
    signal.throwIfAborted();
    if (grant === null) return { path, isConnected: false, reason: 'no-node' };
    this.#hasRelay = grant.iceServers.length > 0;
    return measurePath(path, grant, this.local.tracks, signal);
  }

  #go(step: CallCheckStep): void {
    this.step = step;
    this.#host.requestUpdate();
  }
}
