import { AppError, type ErrorCode } from '#contracts/errors.ts';
import { StorageUnavailableError } from '#ingest/storage-unavailable.ts';
import type { Logger } from './log.ts';
import { RateLimitError } from './rate-limit.ts';

export const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

const CONNECTION_LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  // PostgreSQL is starting up, shutting down, or was told to end us.
  '57P01',
  '57P02',
  '57P03',
]);

/** SQLSTATE, or the driver's own code. Drizzle keeps it in the cause; its message carries the values of the query. */
export const causeCode = (error: unknown): string | undefined => {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
};

/** Is it the unique or exclusion constraint `name` that refused the change? */
export const isConstraint = (error: unknown, name: string): boolean => {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if ('constraint_name' in current && current.constraint_name === name) return true;
  }
  return false;
};

/** The database is away, or going: the same may work a moment later. */
export const isConnectionLost = (error: unknown): boolean => {
  const code = causeCode(error);
  return error instanceof StorageUnavailableError || (code !== undefined && CONNECTION_LOST.has(code));
};

/** PostgreSQL's text cannot hold U+0000, as itself or inside JSON. */
const UNSTORABLE_TEXT = new Set(['22021', '22P05']);

/**
 * What the caller may see of any error. Only an {@link AppError} is shown as it is; everything else is logged by kind and
 * code, without its message, which may hold a patient's values.
 */
export const toAppError = (error: unknown, log: Logger, where: string): AppError => {
  if (error instanceof AppError) return error;
  const code = causeCode(error);
  if (code !== undefined && UNSTORABLE_TEXT.has(code)) {
    return new AppError('invalid', 'a text holds a character that cannot be stored');
  }
  if (isConnectionLost(error)) {
    log.error({ where, code }, 'the database is away');
    return new AppError('unavailable', 'the service is not available just now; try again soon');
  }
  log.error({ where, kind: error instanceof Error ? error.name : typeof error, code, at: stackOf(error) }, 'failed');
  return new AppError('internal', 'something went wrong on our side');
};

/** A database that restarts is mostly back by then. */
const UNAVAILABLE_RETRY_S = 5;

/** After how many seconds the same may be tried again, where that may help. */
export const retryAfterOf = (error: AppError): number | null => {
  if (error instanceof RateLimitError) return error.retryAfterS;
  return error.code === 'unavailable' ? UNAVAILABLE_RETRY_S : null;
};

/** Where it was thrown, without the message that starts a stack. */
const stackOf = (error: unknown): string[] | undefined =>
  error instanceof Error
    ? error.stack
        ?.split('\n')
        .filter((line) => line.startsWith('    at '))
        .slice(0, 8)
        .map((line) => line.trim())
    : undefined;
