import type { Context } from 'hono';
import { AppError } from '#contracts/errors.ts';
import type { Env } from './deps.ts';

/**
 * The bytes of a request's body. Refuses as `invalid` one that says it is longer than `maxBytes`, unread, and one that turns
 * out to be.
 */
export const readBody = async (c: Context<Env>, maxBytes: number): Promise<Uint8Array> => {
  const tooLong = () => {
    // The rest of the body is not read: a next request on this connection would meet its end.
    c.header('connection', 'close');
    return new AppError('invalid', `a file may have at most ${maxBytes} bytes`);
  };
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw tooLong();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of c.req.raw.body ?? []) {
    length += part.byteLength;
    if (length > maxBytes) throw tooLong();
    parts.push(part);
  }
  return Buffer.concat(parts, length);
};
