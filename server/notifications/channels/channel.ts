import type { Severity } from '#contracts/alert.ts';
import type { OutsideChannel } from '#contracts/channel.ts';
import type { PushSubscriptionKeys } from '#contracts/notification-endpoint.ts';
import type { Locale } from '#contracts/user.ts';

/** One message to one endpoint, ready to be read. */
export type Message = {
  /** The same whenever it is tried again: by it a receiver knows a repeat. */
  id: string;
  kind: 'alert' | 'message' | 'code' | 'test';
  /** The alert it is about; messages of one alert take each other's place where the channel can do that. */
  alertId: string | null;
  severity: Severity;
  locale: Locale;
  title: string;
  text: string;
  /** The page of ours that it leads to, such as `/alerts/…`. */
  path: string;
  /** After how many seconds nobody needs to hear it any more. */
  ttlS: number;
};

export type Endpoint = { channel: OutsideChannel; address: string; pushKeys: PushSubscriptionKeys | null };

/** What became of one attempt. `error` is a code such as `HTTP 503`, never what was sent nor to whom. */
export type Outcome =
  /** The service took it; whether it arrives is not known. */
  | { state: 'sent' }
  /** It is there, as far as the service knows. */
  | { state: 'delivered' }
  /** The endpoint does not exist any more: nothing is to be sent to it again. */
  | { state: 'gone'; error: string }
  /** This message is not wanted there, however often it would be tried. */
  | { state: 'refused'; error: string }
  /** It may work later. */
  | { state: 'unreachable'; error: string; retryAfterMs: number | null };

/** One way to a person. An attempt ends within `ATTEMPT_TIMEOUT_MS`, and never throws. */
export type Channel = {
  send(endpoint: Endpoint, message: Message): Promise<Outcome>;
  close(): void;
};
