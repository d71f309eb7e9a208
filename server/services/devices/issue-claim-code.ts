import { and, eq, isNull, sql } from 'drizzle-orm';
import { formatClaimCode } from '#contracts/claim-code.ts';
import type { DeviceClaim } from '#contracts/device.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { deviceClaimCodes } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { requireDevice } from './access.ts';
import { hmacOfClaimCode, newClaimCode } from './claim-code.ts';
import { refuseIntakeUser } from './intake-user.ts';

/** Long enough for a parcel to arrive. */
const CLAIM_CODE_LASTS = sql`interval '14 days'`;

/** A new code for a device whose slip was lost; the one before it no longer works. */
export const issueClaimCode = async (deps: Deps, actor: SignedIn, deviceId: string): Promise<DeviceClaim> => {
  const { revokedAt } = await requireDevice(deps.db, actor, deviceId);
  await refuseIntakeUser(deps.db, deviceId);
  if (revokedAt !== null) throw new AppError('conflict', 'this device was revoked');
  const at = deps.now();
  return inTransaction(deps, (tx) => writeClaimCode(tx, deps, { deviceId, issuedBy: actor.userId, at }));
};

type Issue = { deviceId: string; issuedBy: string; at: Date };

export const writeClaimCode = async (
  tx: Transaction,
  { config }: Pick<Deps, 'config'>,
  { deviceId, issuedBy, at }: Issue,
): Promise<DeviceClaim> => {
  await voidClaimCode(tx, { deviceId, voidedBy: issuedBy, at });
  const code = newClaimCode();
  const [issued] = await tx
    .insert(deviceClaimCodes)
    .values({
      id: newId(),
      deviceId,
      codeHmac: hmacOfClaimCode(config, code),
      issuedAt: at,
      issuedBy,
      expiresAt: sql`now() + ${CLAIM_CODE_LASTS}`,
    })
    // Drawn before, or somebody issued one for this device just now.
    .onConflictDoNothing()
    .returning({ expiresAt: deviceClaimCodes.expiresAt });
  if (issued === undefined) throw new AppError('conflict', 'a code was issued just now; please try again');
  await recordAudit(tx, {
    actor: { type: 'user', id: issuedBy },
    at,
    action: 'device:claim-code-issued',
    patientId: null,
    subjectType: 'device',
    subjectId: deviceId,
  });
  return { code: formatClaimCode(code), expiresAt: issued.expiresAt.toISOString() };
};

type Voiding = { deviceId: string; voidedBy: string; at: Date };

/**
 * The device's code, where it has one that still works, works no longer. Before any change of the device or of whose it
 * is: a claim takes the code first, too.
 */
export const voidClaimCode = async (tx: Transaction, { deviceId, voidedBy, at }: Voiding): Promise<void> => {
  const voided = await tx
    .update(deviceClaimCodes)
    .set({ voidedAt: at })
    .where(
      and(eq(deviceClaimCodes.deviceId, deviceId), isNull(deviceClaimCodes.usedAt), isNull(deviceClaimCodes.voidedAt)),
    )
    .returning({ id: deviceClaimCodes.id });
  if (voided.length === 0) return;
  await recordAudit(tx, {
    actor: { type: 'user', id: voidedBy },
    at,
    action: 'device:claim-code-voided',
    patientId: null,
    subjectType: 'device',
    subjectId: deviceId,
  });
};
