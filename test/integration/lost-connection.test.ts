import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { connect, type Connections } from '#database/client.ts';
import { testDatabase, type TestDatabase } from '#test/support/postgres.ts';
import { startTcpProxy, type TcpProxy } from '#test/support/tcp-proxy.ts';

let database: TestDatabase;
let proxy: TcpProxy;
let connections: Connections;

beforeAll(async () => {
  database = await testDatabase();
  const { hostname, port } = new URL(database.url);
  proxy = await startTcpProxy({ host: hostname, port: Number(port) });
});

afterAll(async () => {
  await proxy.close();
  await database.drop();
});

beforeEach(() => {
  const throughProxy = new URL(database.url);
  throughProxy.port = String(proxy.port);
  // One connection: the next query goes to the slot whose connection was lost.
  connections = connect(throughProxy.href, { maxConnections: 1, applicationName: 'kanhu-test-lost-connection' });
});

afterEach(() => connections.close());

/** A transaction whose second statement is under way, and would take a minute. */
const waitingTransaction = async (): Promise<{ outcome: Promise<unknown> }> => {
  const inTransaction = Promise.withResolvers<true>();
  const outcome = connections.db
    .transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      const waiting = tx.execute(sql`select pg_sleep(60)`);
      inTransaction.resolve(true);
      await waiting;
    })
    .catch((error: unknown) => error);
  await inTransaction.promise;
  return { outcome };
};

describe('a connection that is lost within a transaction', () => {
  it.each([
    [
      'by a reset',
      async () => {
        proxy.reset();
        await proxy.restore();
      },
    ],
    [
      'by a close',
      async () => {
        await proxy.cut();
        await proxy.restore();
      },
    ],
  ])('fails that transaction, and serves the next query: %s', async (_, lose) => {
    for (let round = 0; round < 5; round += 1) {
      const { outcome } = await waitingTransaction();
      await lose();
      expect(await outcome).toBeInstanceOf(Error);
      expect(await connections.db.execute(sql`select ${round}::int as round`)).toEqual([{ round }]);
      expect(await connections.db.transaction((tx) => tx.execute(sql`select 2 as two`))).toEqual([{ two: 2 }]);
    }
  });

  it('does not answer the next query with what ended the connection before it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ended = await connections.db
        .transaction((tx) => tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`))
        .catch((error: unknown) => error);
      expect(ended).toBeInstanceOf(Error);
      expect(await connections.db.execute(sql`select ${round}::int as round`)).toEqual([{ round }]);
    }
  });
});
