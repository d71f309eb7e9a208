import postgres from 'postgres';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '#database/last-statements.ts';
import { testDatabase } from '#test/support/postgres.ts';

const database = await testDatabase();
const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
afterAll(async () => {
  // A connection that was cut is never ended by itself: the driver still holds its last statement.
  await sql.end({ timeout: 1 });
  await database.drop();
});

beforeEach(async () => {
  await sql`drop table if exists numbers`;
  await sql`create table numbers (value int primary key, at_commit int unique deferrable initially deferred)`;
});

const stored = async (): Promise<number[]> =>
  (await sql<{ value: number }[]>`select value from numbers order by value`).map(({ value }) => value);

it('commits what was awaited and what goes out with COMMIT', async () => {
  await inTransaction(sql, async (tx) => {
    await tx`insert into numbers values (1)`;
    return [tx`insert into numbers values (2)`, tx`update numbers set value = value + 10 where value = 2`];
  });
  expect(await stored()).toEqual([1, 12]);
});

it('commits where nothing is left for the end', async () => {
  await inTransaction(sql, async (tx) => {
    await tx`insert into numbers values (1)`;
    return [];
  });
  expect(await stored()).toEqual([1]);
});

it('rejects with the error of a last statement, and nothing of the transaction stays', async () => {
  const failing = inTransaction(sql, async (tx) => {
    await tx`insert into numbers values (1)`;
    return [tx`insert into numbers values (2)`, tx`insert into numbers values (1)`, tx`insert into numbers values (3)`];
  });
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await stored()).toEqual([]);
});

it('rejects where COMMIT itself fails', async () => {
  const failing = inTransaction(sql, (tx) =>
    Promise.resolve([tx`insert into numbers values (1, 7)`, tx`insert into numbers values (2, 7)`]),
  );
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await stored()).toEqual([]);
});

it('rejects with what the work threw, and sends nothing more', async () => {
  const failing = inTransaction(sql, async (tx) => {
    await tx`insert into numbers values (1)`;
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await stored()).toEqual([]);
});

it('rejects where the connection is lost before the last statements are answered, and works again', async () => {
  const failing = inTransaction(sql, async (tx) => {
    await tx`insert into numbers values (1)`;
    return [tx`select pg_terminate_backend(pg_backend_pid())`, tx`insert into numbers values (2)`];
  });
  await expect(failing).rejects.toMatchObject({ code: expect.stringMatching(/^57P01|CONNECTION_CLOSED$/) as string });
  expect(await stored()).toEqual([]);
  await inTransaction(sql, (tx) => Promise.resolve([tx`insert into numbers values (3)`]));
  expect(await stored()).toEqual([3]);
});
