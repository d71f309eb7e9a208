import { setTimeout as sleep } from 'node:timers/promises';
import { Counter } from 'prom-client';
import type { OutsideChannel } from '#contracts/channel.ts';
import type { ServerConfig } from '../../config.ts';
import type { Deps, Running } from '../../deps.ts';
import { causeCode } from '../../errors.ts';
import { readSettings, type Settings } from '../../services/notification-settings/read-settings.ts';
import type { Message, Outcome } from '../channels/channel.ts';
import type { Channels } from '../channels/create.ts';
import { MESSAGE_SEVERITY } from '../message-deliveries.ts';
import { ATTEMPT_TIMEOUT_MS } from '../patience.ts';
import { stopToken } from '../../services/notification-endpoints/stop.ts';
import { alertText } from '../texts/alert-text.ts';
import { relativeText } from '../texts/relative-text.ts';
import { claimDeliveries, claimOwnMessages, type Room } from './claim.ts';
import { loadDeliveries, reasonNotToSend, type LoadedDelivery } from './load-deliveries.ts';
import {
  composeMessageDelivery,
  loadMessageDeliveries,
  reasonNotToTell,
  type LoadedMessageDelivery,
} from './message-deliveries.ts';
import { composeOwnMessage, loadOwnMessages, recordOwnOutcome } from './own-messages.ts';
import { cancelDelivery, recordOutcome } from './record.ts';

/** Messages of one channel under way at once, so that a channel that hangs keeps no other waiting. */
const MOST_UNDER_WAY = 16;

const attempts = new Counter({
  name: 'kanhu_notification_attempts_total',
  help: 'Attempts to reach somebody outside a page, by channel and what became of them',
  labelNames: ['channel', 'outcome'],
});

export type Sender = Running & {
  /** Claims what is due and begins to send it; resolves with how much that is, and does not wait for the answers. */
  sendDue(): Promise<number>;
};

/** Sends what is queued. Any number of servers may; rows are claimed with `SKIP LOCKED`. */
export const createSender = (deps: Deps, channels: Channels): Sender => {
  const { db, config, log } = deps;
  const underWay = new Map<OutsideChannel, number>();
  const running = new Set<Promise<void>>();

  const rooms = (): Room[] =>
    [...channels.keys()]
      .map((channel) => ({ channel, room: MOST_UNDER_WAY - (underWay.get(channel) ?? 0) }))
      .filter(({ room }) => room > 0);

  /** Runs beside the next claims. What fails here is due again when its claim is over. */
  const begin = (channel: OutsideChannel, run: () => Promise<void>): void => {
    underWay.set(channel, (underWay.get(channel) ?? 0) + 1);
    const task = run()
      .catch((error: unknown) => {
        log.warn({ channel, code: causeCode(error) }, 'a message could not be sent or recorded; it is tried again');
      })
      .finally(() => {
        underWay.set(channel, (underWay.get(channel) ?? 1) - 1);
        running.delete(task);
      });
    running.add(task);
  };

  const attempt = async (
    to: Pick<LoadedDelivery, 'channel' | 'address' | 'pushKeys'>,
    message: Message,
  ): Promise<Outcome> => {
    const { channel, address, pushKeys } = to;
    const way = channels.get(channel);
    if (way === undefined || address === null) return { state: 'unreachable', error: 'not set up', retryAfterMs: null };
    const outcome = await withinTime(way.send({ channel, address, pushKeys }, message));
    attempts.inc({ channel, outcome: outcome.state });
    if ('error' in outcome)
      log.warn({ channel, state: outcome.state, error: outcome.error }, 'a message did not go out');
    return outcome;
  };

  const sendDelivery = async (delivery: LoadedDelivery, settings: Settings): Promise<void> => {
    const reason = reasonNotToSend(delivery, settings);
    if (reason !== null) await cancelDelivery(db, delivery.id, reason);
    else await recordOutcome(db, delivery, await attempt(delivery, toMessage(config, delivery, settings)));
  };

  const tellOfMessage = async (delivery: LoadedMessageDelivery, settings: Settings): Promise<void> => {
    const reason = reasonNotToTell(delivery, settings);
    if (reason !== null) return cancelDelivery(db, delivery.id, reason);
    const outcome = await attempt(delivery, composeMessageDelivery(delivery, settings));
    await recordOutcome(db, { ...delivery, severity: MESSAGE_SEVERITY }, outcome);
  };

  return {
    sendDue: async () => {
      const deliveryIds = await claimDeliveries(db, rooms());
      if (deliveryIds.length > 0) {
        const settings = await readSettings(db);
        for (const delivery of await loadDeliveries(db, deliveryIds)) {
          begin(delivery.channel, () => sendDelivery(delivery, settings));
        }
        for (const delivery of await loadMessageDeliveries(db, deliveryIds)) {
          begin(delivery.channel, () => tellOfMessage(delivery, settings));
        }
      }
      const endpointIds = await claimOwnMessages(db, rooms());
      if (endpointIds.length > 0) {
        for (const own of await loadOwnMessages(db, endpointIds)) {
          begin(own.channel, async () => recordOwnOutcome(db, own, await attempt(own, composeOwnMessage(config, own))));
        }
      }
      return deliveryIds.length + endpointIds.length;
    },
    close: async () => {
      await Promise.all(running);
      for (const channel of new Set(channels.values())) channel.close();
    },
  };
};

const toMessage = (config: ServerConfig, delivery: LoadedDelivery, { mayCarryDetails }: Settings): Message => {
  const { id, endpointId, alertId, severity, locale, isPatient, relation, handOver, ttlS, others } = delivery;
  if (relation !== null) {
    return {
      kind: 'alert',
      path: `/stop/${stopToken(config, endpointId)}`,
      ...{ id, alertId, severity, locale, ttlS },
      ...relativeText(delivery, { locale, relation, mayCarryDetails }),
    };
  }
  return {
    kind: 'alert',
    // A patient has no page of one alert: their first page says what to do.
    path: isPatient ? '/' : `/alerts/${alertId}`,
    ...{ id, alertId, severity, locale, ttlS },
    ...alertText(delivery, { locale, isPatient, handOver, mayCarryDetails, others }),
  };
};

/** A mail server may dawdle in many small steps: what takes too long counts as not taken, and may come twice. */
const withinTime = async (sending: Promise<Outcome>): Promise<Outcome> => {
  const done = new AbortController();
  const tooLong = sleep(ATTEMPT_TIMEOUT_MS, undefined, { signal: done.signal }).then(
    (): Outcome => ({ state: 'unreachable', error: 'ETIMEDOUT', retryAfterMs: null }),
    // Aborted: the other one has won.
    (): Promise<Outcome> => sending,
  );
  try {
    return await Promise.race([sending, tooLong]);
  } finally {
    done.abort();
  }
};
