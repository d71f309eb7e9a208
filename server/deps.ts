import type { HttpBindings } from '@hono/node-server';
import type { Sql } from 'postgres';
import type { Database } from '#database/client.ts';
import type { Ingest } from '#ingest/ingest.ts';
import type { SignedIn } from './access.ts';
import type { ServerConfig } from './config.ts';
import type { Logger } from './log.ts';

/** What routes, services, jobs and sockets are given; made once in `main.ts`, or by a test. */
export type Deps = {
  /** Drizzle: schema, types, CRUD. */
  db: Database;
  /** postgres.js untouched by Drizzle: raw SQL. Times are `Date` here. */
  sql: Sql;
  config: ServerConfig;
  log: Logger;
  ingest: Ingest;
  now: () => Date;
  /** Wakes the relay after a commit that announced something. Never inside a transaction. */
  wakeRelay: () => void;
};

/** What a route's context carries once the session was read. */
export type Env = { Bindings: HttpBindings; Variables: { actor: SignedIn } };

/** A part of the server that runs until it is closed; closing twice does nothing. */
export type Running = { close(): Promise<void> };
