import { asc, eq, inArray, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { IntakeFate, IntakeReceipt } from '#contracts/intake.ts';
import { devices, intakeSources } from '#database/schema/index.ts';
import type { Arrival, ReadingFate } from '#ingest/arrival.ts';
import { splitDataPoints, type DataPoint } from '#ingest/data-point/split-data-points.ts';
import { isRejection } from '#ingest/rejection.ts';
import { networkOf } from '../../client-address.ts';
import type { Deps } from '../../deps.ts';
import { countUse, RateLimitError, type Limit } from '../../rate-limit.ts';
import { authenticateMessage } from './authenticate.ts';
import { claimMessage, settleMessage, type MessageKey } from './claim-message.ts';
import { findDevices } from './find-devices.ts';
import type { MessagesUnderWay } from './messages-under-way.ts';
import type { SignedMessage } from './signature.ts';

const MINUTE_MS = 60_000;
/** What people type in or release goes another lane: no sender keeps it waiting. */
const INTAKE_LANE = 1;

/** Counted before anything else: bounds what strangers may cost, however many sources share the address. */
export const limitAddress = (deps: Deps, address: string): Promise<void> =>
  refuseAbove(deps, { key: `intake:address:${networkOf(address)}`, max: 1_200, windowMs: MINUTE_MS });

const refuseAbove = async ({ db }: Deps, limit: Limit): Promise<void> => {
  const waitS = await countUse(db, limit);
  if (waitS !== null) throw new RateLimitError(waitS, 'too many messages; try again later');
};

/**
 * Takes one signed message of a source; resolves after COMMIT with the fate of each data point, in order. The same
 * message again gets the same answer and stores nothing.
 */
export const receiveMessage = async (
  deps: Deps,
  underWay: MessagesUnderWay,
  sourceId: string,
  message: SignedMessage,
): Promise<IntakeReceipt> => {
  const messageId = await authenticateMessage(deps, sourceId, message);
  // Counted once it is known who sends: nobody else uses up what a source may send.
  await refuseAbove(deps, { key: `intake:source:${sourceId}`, max: 600, windowMs: MINUTE_MS });
  return underWay.add(() => storeMessage(deps, { sourceId, messageId }, message.body));
};

const storeMessage = async (deps: Deps, key: MessageKey, body: Uint8Array): Promise<IntakeReceipt> => {
  const { sourceId } = key;
  const receivedAt = deps.now();
  const points = splitDataPoints(body);
  if (isRejection(points)) {
    await commit(deps, [toArrival({ bytes: body, externalUserId: null }, sourceId, undefined, receivedAt)]);
    throw new AppError('invalid', `${points.detail}; it is kept aside to be looked at`);
  }
  const answered = await claimMessage(deps.db, key, body, receivedAt);
  if (answered !== null) return { fates: [...answered] };
  const users = points.flatMap(({ externalUserId }) => (externalUserId === null ? [] : [externalUserId]));
  const deviceOf = await findDevices(deps.db, sourceId, users);
  const fates = await commit(
    deps,
    points.map((point) => toArrival(point, sourceId, deviceOf.get(point.externalUserId ?? ''), receivedAt)),
  );
  return { fates: [...(await settle(deps, key, fates, [...deviceOf.values()]))] };
};

const toArrival = (
  { bytes }: DataPoint,
  sourceId: string,
  deviceId: string | undefined,
  receivedAt: Date,
): Arrival => ({
  source: deviceId === undefined ? { type: 'intake', sourceId } : { type: 'device', deviceId },
  payload: { type: 'data-point', bytes },
  receivedAt,
});

const commit = async ({ ingest }: Deps, arrivals: readonly Arrival[]): Promise<IntakeFate[]> =>
  (await ingest.commit(arrivals, INTAKE_LANE)).map(([fate]) => {
    if (fate === undefined) throw new Error('ingest answered no fate for a data point');
    return toIntakeFate(fate);
  });

const toIntakeFate = ({ fate, reason, detail, observationId }: ReadingFate): IntakeFate => ({
  fate,
  reason: reason ?? null,
  detail: detail ?? null,
  observationId: observationId ?? null,
});

/** Keeps the answer, and that the source and these devices were heard. */
const settle = (
  { db }: Deps,
  key: MessageKey,
  fates: readonly IntakeFate[],
  deviceIds: string[],
): Promise<readonly IntakeFate[]> =>
  db.transaction(async (tx) => {
    // The source before its devices, as whoever revokes it locks them.
    await tx
      .update(intakeSources)
      .set({ lastReceivedAt: sql`now()` })
      .where(eq(intakeSources.id, key.sourceId));
    if (deviceIds.length > 0) {
      // In one order for everybody: two messages about the same users must not wait for each other.
      const locked = tx
        .select({ id: devices.id })
        .from(devices)
        .where(inArray(devices.id, deviceIds))
        .orderBy(asc(devices.id))
        .for('no key update');
      await tx
        .update(devices)
        .set({ lastSeenAt: sql`now()` })
        .where(inArray(devices.id, locked));
    }
    return settleMessage(tx, key, fates);
  });
