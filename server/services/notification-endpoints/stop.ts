import { hkdfSync, timingSafeEqual } from 'node:crypto';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { Actor } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { StopMessages } from '#contracts/relative.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { ServerConfig } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { disableEndpoint } from './disable.ts';

/** Somebody without an account, known by a message that reached them. */
const RELATIVE: Actor = { type: 'system', id: 'relative' };

/**
 * What the link in each message to a relative carries: 128 bits that only the server can make (HKDF, RFC 5869). A full stop
 * in it would make the page's address look like a file's.
 */
export const stopToken = ({ authSecret }: Pick<ServerConfig, 'authSecret'>, endpointId: string): string => {
  const secret = Buffer.from(hkdfSync('sha256', authSecret, '', `kanhu:endpoint-stop:${endpointId}`, 16));
  return `${endpointId}~${secret.toString('base64url')}`;
};

/**
 * Nothing more is sent to a relative's address, because whoever is told there says so. Once more changes nothing; a token
 * that the server has not made is `not_found`.
 */
export const stopMessages = async (deps: Deps, { token }: StopMessages): Promise<void> => {
  const [endpointId = ''] = token.split('~');
  // As text: several spellings decode to the same bytes.
  const given = Buffer.from(token);
  const wanted = Buffer.from(stopToken(deps.config, endpointId));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new AppError('not_found', 'this link is not valid');
  }
  await inTransaction(deps, async (tx) => {
    const [endpoint] = await tx
      .select({ id: notificationEndpoints.id })
      .from(notificationEndpoints)
      .where(and(eq(notificationEndpoints.id, endpointId), isNotNull(notificationEndpoints.relativeId)));
    if (endpoint === undefined) throw new AppError('not_found', 'this link is not valid');
    await disableEndpoint(tx, { id: endpointId, actor: RELATIVE, at: deps.now(), reason: 'stopped' });
  });
};
