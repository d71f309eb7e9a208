import postgres from 'postgres';
import { StorageUnavailableError } from './storage-unavailable.ts';

/** Codes of the driver and of the network: the connection is gone or could not be made. */
const CONNECTION_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * SQLSTATE classes after which the same work may succeed later: connection (08), out of disk, memory or connections
 * (53), an operator or a restart (57), the system (58), and a server that accepts no writes (25006).
 */
const AWAY = /^(?:08|53|57|58)|^25006$/;
/** The database chose somebody else's transaction: ours is tried again at once. */
const LOST_RACE = new Set(['40001', '40P01']);
/** Data that the database refuses (22) or whose constraints it violates (23): it would refuse them again. */
const POISONED = /^2[23]/;

export const sqlStateOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const isPoisoned = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && POISONED.test(error.code);
export const isLostRace = (error: unknown): boolean => LOST_RACE.has(sqlStateOf(error));

/** The error that callers know, where the storage is away; anything else as it is. */
export const asStorageError = (error: unknown): unknown => {
  const code = sqlStateOf(error);
  return CONNECTION_CODES.has(code) || AWAY.test(code) ? new StorageUnavailableError(code) : error;
};
