import postgres from 'postgres';
import { afterAll, expect, it } from 'vitest';
import { testDatabase } from '#test/support/postgres.ts';

const databases = await Promise.all([testDatabase(), testDatabase()]);
afterAll(async () => {
  for (const database of databases) await database.drop();
});

it('gives each test file a migrated database of its own', async () => {
  const [first, second] = databases.map(({ url }) => postgres(url, { max: 1 }));
  if (!first || !second) throw new Error('two databases were asked for');
  await first`create table only_here (id int)`;
  const tables = async (sql: typeof first) =>
    (
      await sql<
        { name: string }[]
      >`select table_name as name from information_schema.tables where table_schema = 'public'`
    ).map(({ name }) => name);
  expect(await tables(first)).toContain('only_here');
  expect(await tables(second)).not.toContain('only_here');
  expect(await tables(second)).toContain('observations');
  await Promise.all([first.end(), second.end()]);
});
