import { and, eq, isNull } from 'drizzle-orm';
import { IntakeSourceId } from '#contracts/intake.ts';
import { intakeSources } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { intakeSecret, newSalt } from './secret.ts';
import { verifySignature, type SignedMessage } from './signature.ts';

/** Of no source, and of this process alone: what is signed with a secret from it cannot be known to anybody. */
const NOBODYS_SALT = newSalt();

/**
 * Answers with the message's id. A source that does not exist, or was revoked, looks like a wrong signature, and takes as
 * long: how long the answer takes would say which sources there are.
 */
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
  const salts = [source?.salt ?? NOBODYS_SALT];
  if (source?.previousSalt && source.previousUntil && source.previousUntil > at) salts.push(source.previousSalt);
  return verifySignature(
    message,
    // What is in the address may be of any length, and names nobody.
    salts.map((salt) => intakeSecret(config, source === undefined ? '' : sourceId, salt)),
    at,
  );
};
