import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { z } from 'zod';
import { PostgresUrl, readEnvironment, type Environment } from '#contracts/environment.ts';
import { connect } from '#database/client.ts';
import { openExistingPostgres } from '#database/embedded/open-existing-postgres.ts';
import { ROOT } from '../run.ts';

const schema = z.object({
  DATABASE_URL: PostgresUrl.optional(),
  KANHU_DATA_DIR: z.string().default(join(ROOT, '.kanhu')),
});

/** SQLSTATE of a table or column that is not there. */
const NOT_OURS = new Set(['42P01', '42703']);

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Says what is wrong with a database in words, and never what was asked of it or with which password. */
const explain = (error: unknown): Error => {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  if (NOT_OURS.has(code)) return new Error('the database is not that of a clinic of this version: start it once');
  if (error instanceof postgres.PostgresError) return new Error(`the database refuses (SQLSTATE ${code})`);
  return new Error(`the database cannot be reached (${code})`);
};

/** Runs something on the clinic's database: that of DATABASE_URL, or the embedded one of KANHU_DATA_DIR. */
export const withClinicDatabase = async <T>(env: Environment, run: (sql: Sql) => Promise<T>): Promise<T> => {
  const { DATABASE_URL, KANHU_DATA_DIR } = readEnvironment(schema, env);
  const database =
    DATABASE_URL === undefined
      ? await openExistingPostgres(KANHU_DATA_DIR)
      : { url: DATABASE_URL, close: () => Promise.resolve() };
  const connections = connect(database.url, { applicationName: 'kanhu-report', maxConnections: 1 });
  try {
    return await run(connections.sql);
  } catch (error) {
    throw explain(error);
  } finally {
    await connections.close();
    await database.close();
  }
};
