/** Where the build puts it: a worker is in charge of the paths below its own. */
const WORKER = '/service-worker.js';

/** Whether this browser can be told anything while no page is open; not without https, nor in some private windows. */
export const isPushSupported = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const bytesOf = (base64Url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64Url.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));

/** What the browser has now; null without a subscription. */
export const readSubscription = async (): Promise<PushSubscription | null> => {
  if (!isPushSupported()) return null;
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
};

/** Subscribes this browser with the clinic's key. Rejects where its maker's push service cannot be reached. */
export const subscribe = async (pushKey: string): Promise<PushSubscription> => {
  await navigator.serviceWorker.register(WORKER);
  const registration = await navigator.serviceWorker.ready;
  const known = await registration.pushManager.getSubscription();
  // A subscription is for one key: the clinic may have another by now.
  if (known !== null) await known.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(pushKey) });
};

export const unsubscribe = async (): Promise<void> => {
  await (await readSubscription())?.unsubscribe();
};

/** As the server takes it. */
export const toWire = (
  subscription: PushSubscription,
): { endpoint: string; keys: { p256dh: string; auth: string } } => {
  const { endpoint = '', keys = {} } = subscription.toJSON();
  return { endpoint, keys: { p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' } };
};
