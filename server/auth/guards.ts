import { createMiddleware } from 'hono/factory';
import { AppError } from '#contracts/errors.ts';
import type { ServerConfig } from '../config.ts';
import type { Env } from '../deps.ts';
import type { Auth } from './auth.ts';
import { isSameOrigin } from './origin.ts';

/** Puts the signed-in person into the context, or refuses: everything below it is for signed-in people only. */
export const requireSession = (auth: Auth) =>
  createMiddleware<Env>(async (c, next) => {
    const actor = await auth.readSession(c.req.raw.headers);
    if (actor === null) throw new AppError('unauthenticated', 'sign in first');
    c.set('actor', actor);
    await next();
  });

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses a change that a page of another site asks for with our user's cookie. */
export const requireSameOrigin = (config: ServerConfig) =>
  createMiddleware<Env>(async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method) && !isSameOrigin(config, c.env.incoming)) {
      throw new AppError('forbidden', 'this request comes from another site');
    }
    await next();
  });
