import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Connections } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { recordAudit } from '#server/audit.ts';
import { sealAudit, verifyAuditSeals } from '#server/services/audit/seal.ts';
import { testDatabase, type TestDatabase } from '#test/support/postgres.ts';

let database: TestDatabase;
let connections: Connections;

beforeAll(async () => {
  database = await testDatabase();
  connections = connect(database.url, { applicationName: 'kanhu-test-audit' });
});

afterAll(async () => {
  await connections.close();
  await database.drop();
});

const record = (count = 1): Promise<void> =>
  connections.db.transaction(async (tx) => {
    for (let n = 0; n < count; n += 1) {
      await recordAudit(tx, {
        actor: { type: 'system', id: 'test' },
        at: new Date(),
        action: 'alert:acknowledged',
        patientId: newId(),
        subjectType: 'alert',
        subjectId: newId(),
        detail: { n, words: 'über 180 "quoted"\n' },
      });
    }
  });

describe('the audit log', () => {
  it('is sealed link by link, each row once, also what commits late', async () => {
    await record(3);
    expect(await sealAudit(connections.db)).toBe(3);
    expect(await sealAudit(connections.db)).toBe(0);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let hasId: () => void = () => undefined;
    const idTaken = new Promise<void>((resolve) => (hasId = resolve));
    const slow = connections.db.transaction(async (tx) => {
      await recordAudit(tx, {
        actor: { type: 'system', id: 'slow' },
        at: new Date(),
        action: 'alert:resolved',
        patientId: null,
        subjectType: 'alert',
        subjectId: 'slow',
      });
      hasId();
      await released;
    });
    await idTaken;
    await record(2);
    expect(await sealAudit(connections.db)).toBe(2);
    release();
    await slow;
    expect(await sealAudit(connections.db)).toBe(1);
    expect(await verifyAuditSeals(connections.db)).toEqual({ links: 3, brokenLink: null, unsealedRows: 0 });
  });

  it('is sealed by one of several servers at a time', async () => {
    await record(10);
    const sealed = await Promise.all(Array.from({ length: 5 }, () => sealAudit(connections.db)));
    expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(await verifyAuditSeals(connections.db)).toMatchObject({ brokenLink: null, unsealedRows: 0 });
  });

  it('shows where somebody with all rights changed, removed or added something', async () => {
    const { links } = await verifyAuditSeals(connections.db);
    const tampering = [
      sql`update audit_log set actor = '{"type":"system","id":"nobody"}' where id = 2`,
      sql`delete from audit_log where id = 5`,
      sql`update audit_seals set hash = sha256('x') where id = ${links}`,
    ];
    const expected = ['1', '2', String(links)];
    for (const [index, statement] of tampering.entries()) {
      await connections.db
        .transaction(async (tx) => {
          await tx.execute(sql`alter table audit_log disable trigger audit_log_append_only`);
          await tx.execute(sql`alter table audit_seals disable trigger audit_seals_append_only`);
          await tx.execute(statement);
          const { brokenLink } = await verifyAuditSeals(tx);
          expect(brokenLink).toBe(expected[index]);
          tx.rollback();
        })
        .catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== 'Rollback') throw error;
        });
    }
    expect((await verifyAuditSeals(connections.db)).brokenLink).toBeNull();
  });
});
