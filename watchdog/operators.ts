import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { newId } from '#database/ids.ts';
import type { Channels } from '#server/notifications/channels/create.ts';
import type { Operator } from './config.ts';
import type { Notice } from './notice.ts';

const RETRY_MS = 15_000;
/** An hour and a half, at least: by then the next repeat was sent. */
const MAX_ATTEMPTS = 360;
const TTL_S = 3_600;

export type Operators = {
  /** Tells each of them, and tries again where a channel is away; a newer notice takes the place of one that waits. */
  tell(notice: Notice): void;
  close(): Promise<void>;
};

/** The second channel: straight from this process to the mail server or the message gateway, past server and database. */
export const createOperators = (channels: Channels, operators: readonly Operator[], log: Logger): Operators => {
  const waiting = new Map<Operator, AbortController>();
  const underWay = new Set<Promise<void>>();

  const send = async (operator: Operator, notice: Notice, id: string, signal: AbortSignal): Promise<void> => {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS && !signal.aborted; attempt += 1) {
      const outcome = await channels.get(operator.channel)?.send(
        { ...operator, pushKeys: null },
        {
          ...{ id, kind: 'alert', alertId: null, severity: 'critical', locale: 'en', ...notice },
          ...{ path: '/status', ttlS: TTL_S },
        },
      );
      if (outcome === undefined || outcome.state === 'sent' || outcome.state === 'delivered') return;
      log.error({ channel: operator.channel, reason: outcome.error, attempt }, 'an operator could not be told');
      if (outcome.state !== 'unreachable') return;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  return {
    tell: (notice) => {
      for (const operator of operators) {
        waiting.get(operator)?.abort();
        const mine = new AbortController();
        waiting.set(operator, mine);
        const sending = send(operator, notice, newId(), mine.signal).finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
    },
    close: async () => {
      for (const mine of waiting.values()) mine.abort();
      await Promise.all(underWay);
      for (const channel of new Set(channels.values())) channel.close();
    },
  };
};
