import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { Env } from './deps.ts';

/** Vite puts a hash of the content into every name in this folder. */
const HASHED = '/assets/';

/**
 * The built web client: hashed files are kept for ever, the page itself is asked for each time. Paths without a file
 * are the client's own routes.
 */
export const staticFiles = (folder: string) => {
  const app = new Hono<Env>();
  // Built after the server was started is fine too, so nothing is decided here but at each request.
  if (!existsSync(folder)) return app;
  app.use(
    serveStatic({
      root: folder,
      onFound: (path, c) => {
        const isHashed = path.startsWith(join(folder, HASHED));
        c.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  app.get('*', async (c, next) => {
    const isPage = !/\.[a-z\d]+$/i.test(c.req.path) && (c.req.header('accept') ?? '').includes('text/html');
    if (!isPage) return next();
    c.header('cache-control', 'no-cache');
    return serveStatic<Env>({ path: join(folder, 'index.html') })(c, next);
  });
  return app;
};
