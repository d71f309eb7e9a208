import type { Severity } from './alert.ts';
import type { Locale } from './user.ts';

/**
 * What a push message carries to the service worker, encrypted (RFC 8291): words that are ready to be shown, since a
 * worker that was woken for this has neither a page nor a dictionary.
 */
export type PushPayload = {
  /** To tell the server that it arrived; null for a message that is about no alert. */
  deliveryId: string | null;
  alertId: string | null;
  severity: Severity;
  locale: Locale;
  title: string;
  text: string;
  /** The page that a click opens. */
  path: string;
};
