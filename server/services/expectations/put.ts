import { and, eq, isNull, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { ExpectationList, PutExpectation } from '#contracts/expectation.ts';
import { newId } from '#database/ids.ts';
import type { Transaction } from '#database/client.ts';
import { deviceAssignments, readingExpectations } from '#database/schema/index.ts';
import { WARN_AFTER_INTERVALS } from '#models/silence/judge-silence.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { isConstraint } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { loadExpectations } from './list.ts';

/** Says how often readings of one kind are expected, or that none are; the sweep sees it within seconds. */
export const putExpectation = async (
  deps: Deps,
  actor: SignedIn,
  patientId: string,
  expectation: PutExpectation,
): Promise<ExpectationList> => {
  await requireTreatment(deps.db, actor, patientId);
  try {
    return await inTransaction(deps, (tx) => put(tx, deps.now(), actor, patientId, expectation));
  } catch (error) {
    if (!isConstraint(error, 'reading_expectations_once_idx')) throw error;
    throw new AppError('conflict', 'this was changed by somebody else just now; look at it again');
  }
};

const put = async (
  tx: Transaction,
  at: Date,
  actor: SignedIn,
  patientId: string,
  { kind, deviceId, everyMinutes }: PutExpectation,
): Promise<ExpectationList> => {
  // What is expected of a device that was given back can still be ended.
  if (deviceId !== null && everyMinutes !== null) await requireInUse(tx, deviceId, patientId);
  const which = and(
    eq(readingExpectations.patientId, patientId),
    eq(readingExpectations.kind, kind),
    deviceId === null ? isNull(readingExpectations.deviceId) : eq(readingExpectations.deviceId, deviceId),
    isNull(readingExpectations.endsAt),
  );
  const ended = await tx
    .update(readingExpectations)
    // A period is never empty, so that it stays on record. Looked at once more: what was told of it is over.
    .set({
      endsAt: sql`greatest(now(), ${readingExpectations.startsAt} + interval '1 millisecond')`,
      lookAt: sql`now()`,
    })
    .where(which)
    .returning({ id: readingExpectations.id });
  const changes = ended.map((row) => ({ ...row, action: 'expectation:ended' }));
  if (everyMinutes !== null) {
    const id = newId();
    await tx.insert(readingExpectations).values({
      ...{ id, patientId, kind, deviceId, everyMinutes, setBy: actor.userId },
      startsAt: sql`now()`,
      lookAt: sql`now() + make_interval(mins => ${WARN_AFTER_INTERVALS * everyMinutes})`,
    });
    changes.push({ id, action: 'expectation:set' });
  }
  for (const { id, action } of changes) {
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at, action, patientId },
      ...{ subjectType: 'expectation', subjectId: id, detail: { kind, deviceId, everyMinutes } },
    });
  }
  return loadExpectations(tx, patientId);
};

const requireInUse = async (tx: Transaction, deviceId: string, patientId: string): Promise<void> => {
  const [inUse] = await tx
    .select({ id: deviceAssignments.id })
    .from(deviceAssignments)
    .where(
      and(
        eq(deviceAssignments.deviceId, deviceId),
        eq(deviceAssignments.patientId, patientId),
        sql`${deviceAssignments.startsAt} <= now()`,
        sql`(${deviceAssignments.endsAt} is null or ${deviceAssignments.endsAt} > now())`,
      ),
    )
    .limit(1);
  if (inUse === undefined) throw new AppError('not_found', 'this patient has no such device');
};
