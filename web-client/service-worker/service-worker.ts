import { openPage } from './open-page.ts';
import { readPayload } from './read-payload.ts';
import type { WorkerScope } from './worker-scope.ts';

/**
 * Woken by a push message, with no page open: shows it, tells the server that it arrived, and opens what it is about when
 * somebody clicks it. It keeps nothing and answers no request of a page's.
 */
const worker = self as unknown as WorkerScope;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

/** `renotify` sounds again for an alert that is shown already: TypeScript's description of it has gone missing. */
type Shown = NotificationOptions & { renotify: boolean };

const show = async (data: unknown): Promise<void> => {
  const { deliveryId, alertId, severity, locale, title, text, path } = readPayload(data);
  const options: Shown = {
    body: text,
    lang: locale,
    // Messages about one alert take each other's place.
    tag: alertId ?? 'kanhu',
    renotify: true,
    requireInteraction: severity === 'critical',
    data: { path },
  };
  await worker.registration.showNotification(title, options);
  if (deliveryId !== null) await confirm(deliveryId);
};

/** Without a session the server does not learn it: the message then stays `sent`. */
const confirm = async (deliveryId: string): Promise<void> => {
  await fetch(`/api/deliveries/${encodeURIComponent(deliveryId)}/received`, {
    method: 'POST',
    credentials: 'same-origin',
  }).catch(() => undefined);
};

const dataOf = (data: { json(): unknown } | null): unknown => {
  try {
    return data?.json();
  } catch {
    return null;
  }
};

worker.addEventListener('push', (event) => event.waitUntil(show(dataOf(event.data))));

worker.addEventListener('notificationclick', (event) => {
  const { path } = (event.notification.data ?? {}) as { path?: unknown };
  event.notification.close();
  event.waitUntil(openPage(worker, typeof path === 'string' ? path : '/'));
});
