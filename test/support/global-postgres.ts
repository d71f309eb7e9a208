import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';
import { temporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { migrateDatabase } from '#database/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run, and the migrated database that each test file gets a copy of. */
    postgres: { adminUrl: string; template: string };
  }
}

type Shared = { users: number; server: ReturnType<typeof start> };
declare global {
  // Each Vitest project loads this file anew; the server is shared by all of them.
  var kanhuTestPostgres: Shared | undefined;
}

const TEMPLATE = 'kanhu_template';

const start = async () => {
  const dataDir = temporaryDataDir();
  const server = await startEmbeddedPostgres({ dataDir: dataDir.path, settings: { max_connections: '300' } });
  const sql = postgres(server.url, { max: 1 });
  await sql`create database ${sql(TEMPLATE)}`;
  await sql.end();
  const templateUrl = new URL(server.url);
  templateUrl.pathname = TEMPLATE;
  await migrateDatabase(templateUrl.href);
  return {
    adminUrl: server.url,
    stop: async () => {
      await server.close();
      dataDir.remove();
    },
  };
};

/** One embedded PostgreSQL for a whole Vitest run. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const shared = (globalThis.kanhuTestPostgres ??= { users: 0, server: start() });
  shared.users += 1;
  const { adminUrl, stop } = await shared.server;
  project.provide('postgres', { adminUrl, template: TEMPLATE });
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    globalThis.kanhuTestPostgres = undefined;
    await stop();
  };
};
