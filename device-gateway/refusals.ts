import type { Counter } from 'prom-client';
import { DeviceId } from '#contracts/device.ts';
import type { Logger } from './log.ts';

/** Everything that the gateway refuses or drops, by reason. Readings are never dropped: ingest quarantines them. */
export const REFUSAL_REASONS = [
  'too-many-connections',
  'not-mqtt',
  'packet-too-large',
  'connect-timeout',
  'keep-alive',
  'protocol-version',
  'client-id',
  'bad-credentials',
  'revoked',
  'certificate-missing',
  'certificate-untrusted',
  'certificate-expired',
  'certificate-revoked',
  'certificate-unjudged',
  'certificate-foreign',
  'will-topic',
  'foreign-topic',
  'qos-0',
  'subscription',
  'bad-status',
  'protocol-error',
  'unavailable',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export type Refusals = {
  /** `finding`: the name, from a closed set, of what was found; never anything that the sender wrote. */
  add(reason: RefusalReason, deviceId?: string, finding?: string): void;
  close(): void;
};

const LOG_EVERY_MS = 10_000;
/** Different devices and reasons named in the log of one interval: an attacker must not fill the disk. */
const MAX_LOGGED = 50;

/**
 * Counts each refusal, and logs the first of a device and reason at once and the rest as one line each ten seconds. What
 * an unknown sender wrote as its name is not logged, unless it has the form of a device id.
 */
export const createRefusals = (counter: Counter<'reason'>, log: Logger): Refusals => {
  type Refused = { reason: RefusalReason; deviceId: string | undefined; finding: string | undefined };
  const repeated = new Map<string, Refused & { count: number }>();

  const report = (): void => {
    for (const refused of repeated.values()) {
      if (refused.count > 0) log.info(refused, 'refused again');
    }
    repeated.clear();
  };
  const timer = setInterval(report, LOG_EVERY_MS);
  timer.unref();

  return {
    add(reason, sender, finding) {
      counter.inc({ reason });
      const deviceId = sender !== undefined && DeviceId.safeParse(sender).success ? sender : undefined;
      const key = `${reason} ${deviceId ?? ''} ${finding ?? ''}`;
      const known = repeated.get(key);
      if (known) {
        known.count += 1;
      } else if (repeated.size < MAX_LOGGED) {
        repeated.set(key, { reason, deviceId, finding, count: 0 });
        log.info({ reason, deviceId, finding }, 'refused');
      }
    },
    close() {
      clearInterval(timer);
      report();
    },
  };
};
