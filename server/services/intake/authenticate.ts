import { and, eq, isNull } from 'drizzle-orm';
import { IntakeSourceId } from '#contracts/intake.ts';
import { intakeSources } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { intakeSecret } from './secret.ts';
import { verifySignature, type SignedMessage } from './signature.ts';

/** Answers with the message's id. A source that does not exist, or was revoked, looks like a wrong signature. */
export const authenticateMessage = async (
  { db, config, now }: Deps,
  sourceId: string,
  message: SignedMessage,
): Promise<string> => {
  const at = now();
  const [source] = IntakeSourceId.safeParse(sourceId).success
    ? await db
        .select({
          salt: intakeSources.secretSalt,
          previousSalt: intakeSources.previousSalt,
          previousUntil: intakeSources.previousUntil,
        })
        .from(intakeSources)
        .where(and(eq(intakeSources.id, sourceId), isNull(intakeSources.revokedAt)))
    : [];
  const salts = source === undefined ? [] : [source.salt];
  if (source?.previousSalt && source.previousUntil && source.previousUntil > at) salts.push(source.previousSalt);
  return verifySignature(
    message,
    salts.map((salt) => intakeSecret(config, sourceId, salt)),
    at,
  );
};
