import { createHash, timingSafeEqual } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import type { DefaultEventsMap, Namespace } from 'socket.io';
import { AppError } from '#contracts/errors.ts';
import { AlertNotification } from '#contracts/notification.ts';
import {
  WATCHDOG_DEVICE_ID,
  WATCHDOG_NAMESPACE,
  WATCHDOG_PATIENT_ID,
  WatchdogAuth,
  type BreachReturned,
  type WatchdogServerToClient,
} from '#contracts/watchdog.ts';
import { devices } from '#database/schema/index.ts';
import type { Deps } from '../deps.ts';
import { toAppError } from '../errors.ts';
import type { StreamEvent } from '../services/events/read-events.ts';
import type { RealtimeServer } from './socket.ts';

type WatchdogNamespace = Namespace<DefaultEventsMap, WatchdogServerToClient>;

const isSecret = async ({ db }: Deps, secret: string): Promise<boolean> => {
  const [device] = await db
    .select({ secretSha256: devices.secretSha256 })
    .from(devices)
    .where(and(eq(devices.id, WATCHDOG_DEVICE_ID), isNull(devices.revokedAt)));
  return device !== undefined && timingSafeEqual(device.secretSha256, createHash('sha256').update(secret).digest());
};

/**
 * Lets the watchdog hear its own breaches as a page hears a patient's alerts: from the same stream, over the same socket
 * server. Returns what is handed every event. No person's session opens this namespace, and its secret opens no other.
 */
export const attachWatchdog = (io: RealtimeServer, deps: Deps): ((event: StreamEvent) => void) => {
  const namespace = io.of(WATCHDOG_NAMESPACE) as unknown as WatchdogNamespace;
  namespace.use((socket, next) => {
    const auth = WatchdogAuth.safeParse(socket.handshake.auth);
    const answer = auth.success ? isSecret(deps, auth.data.secret) : Promise.resolve(false);
    answer.then(
      (isKnown) => next(isKnown ? undefined : refusal(new AppError('unauthenticated', 'this is not the watchdog'))),
      (error: unknown) => next(refusal(toAppError(error, deps.log, 'watchdog connect'))),
    );
  });
  return (event) => {
    if (event.patientId !== WATCHDOG_PATIENT_ID) return;
    if (event.type !== 'alert:raised' && event.type !== 'alert:re-raised') return;
    const { eventId, alert } = AlertNotification.parse(event.payload);
    namespace.local.emit('breach:returned', { eventId, measuredAt: alert.onsetAt } satisfies BreachReturned);
  };
};

const refusal = (error: AppError): Error => Object.assign(new Error(error.message), { data: error.toWire() });
