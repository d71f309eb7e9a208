import {
  createEndpoint,
  listEndpoints,
  removeEndpoint,
  type NotificationEndpoint,
} from '../data/notification-endpoints.ts';
import { currentLocale } from '../localization.ts';
import { forgetPreference, readPreference, writePreference } from '../preferences/preference.ts';
import { readSubscription, subscribe, toWire, unsubscribe } from './browser-subscription.ts';

/** Which of the person's endpoints is this browser, and the subscription that it was made with. */
type Remembered = { endpointId: string; subscriptionUrl: string };

const recall = (): Remembered | null => {
  const [endpointId, subscriptionUrl] = (readPreference('push') ?? '').split(' ');
  return endpointId && subscriptionUrl ? { endpointId, subscriptionUrl } : null;
};

/** The endpoint that is this browser; null where it is not told of alerts. */
export const thisBrowsersEndpointId = (): string | null => recall()?.endpointId ?? null;

/** From now on this browser is told of alerts. The person has allowed it: browsers ask only after a click. */
export const switchOn = async (pushKey: string, label: string): Promise<NotificationEndpoint> => {
  const subscription = toWire(await subscribe(pushKey));
  const endpoint = await createEndpoint({ channel: 'push', label, locale: currentLocale(), subscription });
  writePreference('push', `${endpoint.id} ${subscription.endpoint}`);
  return endpoint;
};

/** This browser is told nothing more, for whoever sits in front of it next. */
export const switchOff = async (): Promise<void> => {
  const remembered = recall();
  forgetPreference('push');
  await unsubscribe();
  if (remembered !== null) await removeEndpoint(remembered.endpointId);
};

/**
 * A browser may drop its subscription or change it, and the clinic its key: once it was switched on it stays on, as long
 * as the person allows it. What another person switched on here before is theirs, and over.
 */
export const keepSwitchedOn = async (): Promise<void> => {
  const remembered = recall();
  if (remembered === null) return;
  const [{ endpoints, pushKey }, subscription] = await Promise.all([listEndpoints(), readSubscription()]);
  const endpoint = endpoints.find(({ id }) => id === remembered.endpointId);
  if (endpoint === undefined || pushKey === null || endpoint.disabledReason === 'taken-over') {
    forgetPreference('push');
    return;
  }
  const isWhole = endpoint.disabledAt === null && subscription?.endpoint === remembered.subscriptionUrl;
  if (isWhole || Notification.permission !== 'granted') return;
  await switchOn(pushKey, endpoint.label);
  await removeEndpoint(endpoint.id);
};
