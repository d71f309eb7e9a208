/**
 * The part of a service worker's global scope that ours uses. TypeScript's own description of workers cannot stand beside
 * that of pages in one project.
 */
export type WorkerScope = {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<WindowClient[]>;
    openWindow(url: string): Promise<WindowClient | null>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<E extends keyof WorkerEvents>(type: E, listener: (event: WorkerEvents[E]) => void): void;
};

export type WindowClient = {
  readonly url: string;
  focus(): Promise<WindowClient>;
  postMessage(message: unknown): void;
};

type WorkerEvent = Event & { waitUntil(work: Promise<unknown>): void };

type WorkerEvents = {
  install: WorkerEvent;
  activate: WorkerEvent;
  push: WorkerEvent & { readonly data: { json(): unknown } | null };
  notificationclick: WorkerEvent & { readonly notification: Notification };
};
