import { createApp } from './app.ts';
import { createAuth } from './auth/auth.ts';
import { isSameOrigin } from './auth/origin.ts';
import type { Deps, Running } from './deps.ts';
import { closeWebServer, createWebServer, listen } from './http-server.ts';
import { startJobs } from './jobs/start.ts';
import { forwardMqttUpgrades } from './mqtt-upgrades.ts';
import { startSender } from './notifications/sending/start.ts';
import { attachRealtime } from './realtime/attach.ts';
import { startRelay } from './relay/start.ts';

export type Server = Running & { readonly port: number };

/** Everything of one server process on a database that is there: HTTP, sockets, relay, sender, jobs. */
export const startServer = async (deps: Deps): Promise<Server> => {
  const auth = createAuth(deps);
  const httpServer = createWebServer(deps.config, createApp(deps, auth).fetch);
  const realtime = attachRealtime(httpServer, deps, {
    auth,
    isSameOrigin: (request) => isSameOrigin(deps.config, request),
  });
  forwardMqttUpgrades(httpServer, deps.config);
  const port = await listen(httpServer, deps.config).catch(async (error: unknown) => {
    await realtime.close();
    throw error;
  });
  const parts: Running[] = [startRelay(deps), startSender(deps), startJobs(deps), realtime];
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const web = closeWebServer(httpServer);
    await Promise.all(parts.map((part) => part.close()));
    await web;
  };
  return { port, close: () => (closing ??= close()) };
};
