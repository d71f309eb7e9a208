import { z } from 'zod';
import { AppError } from '#contracts/errors.ts';

/** Where a list goes on: the sort keys of the last row. Opaque to clients, so that we may sort differently one day. */
export const encodeCursor = (keys: readonly string[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Reads a cursor of ours; anything else is `invalid`. */
export const decodeCursor = <T extends z.ZodType>(cursor: string, keys: T): z.output<T> => {
  const result = keys.safeParse(parse(cursor));
  if (!result.success) {
    throw new AppError('invalid', 'the request is not valid', [{ path: 'cursor', message: 'is not one of ours' }]);
  }
  return result.data;
};

/** PostgreSQL's own text of a timestamp: keeps the microseconds that a `Date` would lose. */
export const TimestampKey = z.string().regex(/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/);

/** One page of rows that were asked for with one row more than `limit`. */
export const cutPage = <Row>(
  rows: readonly Row[],
  limit: number,
  keysOf: (row: Row) => readonly string[],
): { page: readonly Row[]; nextCursor: string | null } => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keysOf(last)) : null };
};
