import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';

/** A statement that is sent when somebody waits for it, and whose rows nobody needs. */
export type Statement = PendingQuery<Row[]>;

/**
 * A transaction whose last statements go out together with COMMIT: nobody waits for their answers in between, which is
 * what takes most of a short transaction's time in a busy process. `work` returns them, not sent yet. When one of them
 * fails PostgreSQL answers COMMIT by rolling back, and this rejects with the error of that statement.
 */
export const inTransaction = async (
  sql: Sql,
  work: (tx: TransactionSql) => Promise<readonly Statement[]>,
): Promise<void> => {
  let last: Promise<unknown> = Promise.resolve();
  await sql.begin(async (tx) => {
    const statements = await work(tx);
    last = Promise.all(statements.map((statement) => statement.execute()));
    // Whoever called hears of it below, after COMMIT was answered.
    last.catch(() => undefined);
  });
  await last;
};
