import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Sql, type TransactionSql } from 'postgres';
import * as schema from './schema/index.ts';

export type Schema = typeof schema;
export type Database = PostgresJsDatabase<Schema>;
/** A transaction of {@link Database}: every verb that writes takes one or opens one. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/**
 * The transaction of postgres.js under one of Drizzle's, for raw SQL that is shared with the hot paths. Its parameters
 * must be text: Drizzle has changed how this client sends and parses times and JSON.
 */
export const underlying = (tx: Transaction): TransactionSql =>
  (tx._.session as unknown as { client: TransactionSql }).client;

export type Connections = {
  /** Drizzle: schema, types, CRUD. */
  db: Database;
  /** postgres.js untouched by Drizzle, which changes how its client parses times: raw SQL of the hot paths. */
  sql: Sql;
  close(): Promise<void>;
};

export type ConnectOptions = { maxConnections?: number; applicationName: string };

/**
 * Opens both clients on one database. Connections are made lazily and again after the database was away; a query while
 * it is away rejects with `ECONNREFUSED` or `CONNECTION_CLOSED`.
 */
export const connect = (databaseUrl: string, { maxConnections = 8, applicationName }: ConnectOptions): Connections => {
  const client = () =>
    postgres(databaseUrl, {
      max: maxConnections,
      connect_timeout: 5,
      // Seconds. The driver's own waits grow to 20 s: a database that is back would be ignored for that long.
      backoff: (attempt: number) => Math.min(2 ** attempt / 100, 1),
      // Notices are for people at a console; at each boot they would say that tables exist.
      onnotice: () => undefined,
      connection: { application_name: applicationName, TimeZone: 'UTC' },
    });
  const drizzleClient = client();
  const sql = client();
  return {
    db: drizzle(drizzleClient, { schema }),
    sql,
    close: async () => {
      await Promise.all([drizzleClient.end({ timeout: 5 }), sql.end({ timeout: 5 })]);
    },
  };
};
