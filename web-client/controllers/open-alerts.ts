import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Alert, AlertEventType } from '#contracts/alert.ts';
import { listOpenAlerts } from '../data/alerts.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { inOrderOfNeed, isOpen } from './alert-order.ts';

type Changed = (type: AlertEventType | null, alert: Alert | null) => void;

/** All open alerts the person may see, kept true by the live connection. Shared by every part of the page that shows them. */
class OpenAlertsStore {
  readonly #alerts = new Map<string, Alert>();
  readonly #listeners = new Set<Changed>();
  #stop: (() => void) | undefined;
  #loading = 0;
  /** What is heard while a list is on its way, which may have been read before it happened; null while none is. */
  #heardMeanwhile: Alert[] | null = null;
  status: 'loading' | 'ready' | 'failed' = 'loading';
  failure: FailureCode = 'internal';

  get alerts(): Alert[] {
    return inOrderOfNeed(this.#alerts.values());
  }

  listen(changed: Changed): () => void {
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(changed);
    return () => {
      this.#listeners.delete(changed);
      if (this.#listeners.size === 0) this.#end();
    };
  }

  /** An answer to the person's own action arrives before the news of it does. */
  put(alert: Alert): void {
    this.#take(alert);
    this.#tell(null, null);
  }

  async load(): Promise<void> {
    this.#loading += 1;
    const turn = this.#loading;
    const heardMeanwhile: Alert[] = [];
    this.#heardMeanwhile = heardMeanwhile;
    try {
      const alerts = await listOpenAlerts();
      if (turn !== this.#loading) return;
      this.#heardMeanwhile = null;
      this.#alerts.clear();
      for (const alert of [...alerts, ...heardMeanwhile]) this.#show(alert);
      this.status = 'ready';
    } catch (error) {
      if (turn !== this.#loading) return;
      this.#heardMeanwhile = null;
      // What was known before still helps more than an error in its place.
      if (this.status !== 'ready') this.status = 'failed';
      this.failure = failureCode(error);
    }
    this.#tell(null, null);
  }

  #start(): void {
    this.#stop = realtime.listen({
      alert: (type, { alert }) => {
        const wasOffered = this.#alerts.get(alert.id)?.handOver != null;
        this.#take(alert);
        this.#tell(type, alert);
        // Whoever saw the patient by the offer alone sees them no more.
        if (wasOffered && alert.handOver === null) void this.load();
      },
      caughtUp: ({ isIncomplete }) => {
        if (isIncomplete || this.status !== 'ready') void this.load();
      },
    });
    void this.load();
  }

  #end(): void {
    this.#stop?.();
    this.#loading += 1;
    this.#heardMeanwhile = null;
    this.#alerts.clear();
    this.status = 'loading';
  }

  #take(alert: Alert): void {
    this.#heardMeanwhile?.push(alert);
    this.#show(alert);
  }

  #show(alert: Alert): void {
    if (isOpen(alert)) this.#alerts.set(alert.id, alert);
    else this.#alerts.delete(alert.id);
  }

  #tell(...news: Parameters<Changed>): void {
    for (const changed of [...this.#listeners]) changed(...news);
  }
}

const store = new OpenAlertsStore();

/** Gives its host the open alerts in order of need, and redraws it as they change. */
export class OpenAlertsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #changed: Changed | undefined;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, changed?: Changed) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  get alerts(): Alert[] {
    return store.alerts;
  }

  get status(): OpenAlertsStore['status'] {
    return store.status;
  }

  get failure(): FailureCode {
    return store.failure;
  }

  put(alert: Alert): void {
    store.put(alert);
  }

  reload(): void {
    void store.load();
  }

  hostConnected(): void {
    this.#stop = store.listen((type, alert) => {
      this.#changed?.(type, alert);
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}
