import type { z } from '@hono/zod-openapi';
import { OpenAPIHono } from '@hono/zod-openapi';
import { AppError, ErrorBody, toWireIssues, type ErrorCode } from '#contracts/errors.ts';
import type { Env } from './deps.ts';
import type { STATUS } from './errors.ts';

/**
 * Every group of routes starts from here: a router's own answer to invalid input is not inherited by those it mounts, so
 * a plain `new OpenAPIHono()` would answer in another shape.
 */
export const newRouter = (): OpenAPIHono<Env> =>
  new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw new AppError('invalid', 'the request is not valid', toWireIssues(result.error));
    },
  });

/** Body of a request: JSON of this shape, and nothing else. */
export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** The answer of a route that worked. */
export const answers = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

const failure = (description: string) => answers(description, ErrorBody);

/** The errors a route is expected to answer with, for its description: `...fails.not_found, ...fails.conflict`. */
export const fails = {
  invalid: { 400: failure('The request is not valid') },
  unauthenticated: { 401: failure('Nobody is signed in') },
  forbidden: { 403: failure('Signed in, but not for this') },
  not_found: { 404: failure('There is no such record, or it is not yours') },
  conflict: { 409: failure('Somebody else was first') },
  rate_limited: { 429: failure('Too many attempts') },
  unavailable: { 503: failure('Not available just now') },
  internal: { 500: failure('Our fault') },
} as const satisfies { [C in ErrorCode]: Partial<Record<(typeof STATUS)[C], ReturnType<typeof failure>>> };
