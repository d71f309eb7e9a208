import { eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { intakeSources } from '#database/schema/index.ts';

/** Two people who change the same source, or link its users, take turns. */
export const lockActiveSource = async (
  tx: Transaction,
  sourceId: string,
): Promise<{ label: string; secretSalt: Uint8Array }> => {
  const [source] = await tx
    .select({
      label: intakeSources.label,
      secretSalt: intakeSources.secretSalt,
      revokedAt: intakeSources.revokedAt,
    })
    .from(intakeSources)
    .where(eq(intakeSources.id, sourceId))
    .for('update');
  if (source === undefined) throw new AppError('not_found', 'no such source');
  if (source.revokedAt !== null) throw new AppError('conflict', 'this source was revoked');
  return source;
};
