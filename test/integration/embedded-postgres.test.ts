import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serversOf } from '#database/embedded/servers-of.ts';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type PostgresExit,
} from '#database/embedded/start-embedded-postgres.ts';
import { embeddedPostgresProcess, type EmbeddedPostgresProcess } from '#test/support/embedded-postgres-process.ts';
import { temporaryDataDir, type TemporaryDataDir } from '#database/embedded/temporary-data-dir.ts';

let dataDir: TemporaryDataDir;
let running: EmbeddedPostgres[];
let owners: EmbeddedPostgresProcess[];

beforeEach(() => {
  dataDir = temporaryDataDir();
  running = [];
  owners = [];
});
afterEach(async () => {
  for (const owner of owners) await owner.end('SIGTERM');
  for (const server of running) await server.close();
  dataDir.remove();
});

const start = async (options: Partial<EmbeddedPostgresOptions> = {}) => {
  const server = await startEmbeddedPostgres({ dataDir: dataDir.path, ...options });
  running.push(server);
  return server;
};
const startOwner = async (umask?: string) => {
  const owner = await embeddedPostgresProcess(dataDir.path, umask === undefined ? {} : { umask });
  owners.push(owner);
  return owner;
};
const query = async <T>(url: string, run: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
};
const remember = (url: string) => query(url, (sql) => sql`create table remembered as select 42 as answer`);
const remembered = (url: string) =>
  query(url, async (sql) => (await sql<{ answer: number }[]>`select answer from remembered`)[0]);
const clusterOf = ({ clusterHome }: { clusterHome: string }) => join(clusterHome, 'cluster');
/** Empty for a process that ended while we looked: PostgreSQL's helpers come and go. */
const commandLineOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
const postmastersOf = (server: { clusterHome: string }) =>
  serversOf(clusterOf(server)).filter((pid) => commandLineOf(pid).includes('\0-D\0'));

describe('a clean start and stop', () => {
  it('keeps its data, leaves no process and lets close be called twice', async () => {
    const first = await start();
    await remember(first.url);
    await first.close();
    await first.close();
    expect(serversOf(clusterOf(first))).toEqual([]);
    expect(await remembered((await start()).url)).toEqual({ answer: 42 });
  });

  it('listens on this machine only and keeps its password to its owner', async () => {
    const { url } = await start();
    const settings = await query(url, async (sql) => (await sql`show listen_addresses`)[0]);
    expect(settings).toEqual({ listen_addresses: '127.0.0.1' });
    expect(statSync(join(dataDir.path, 'password')).mode & 0o777).toBe(0o600);
    const wrong = new URL(url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' });
  });

  it('names a taken port instead of choosing another one', async () => {
    const other = createServer().listen({ port: 0, host: '127.0.0.1' });
    await vi.waitFor(() => expect(other.listening).toBe(true));
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(start({ port })).rejects.toThrow(`port ${port} of 127.0.0.1`);
    other.close();
  });

  it('says what PostgreSQL said when it does not start, and starts after the mistake is mended', async () => {
    await expect(start({ settings: { shared_buffers: 'lots' } })).rejects.toThrow(
      /invalid value for parameter "shared_buffers"/,
    );
    await start();
  });
});

describe('after a kill', () => {
  it('has every committed row when the server was killed under load', async () => {
    const exits: PostgresExit[] = [];
    const first = await start({ onExit: (exit) => exits.push(exit) });
    const sql = postgres(first.url, { max: 4, onnotice: () => undefined });
    await sql`create table ledger (id int primary key)`;
    const acknowledged: number[] = [];
    let next = 0;
    const writer = async () => {
      for (;;) {
        const id = (next += 1);
        await sql`insert into ledger values (${id})`;
        acknowledged.push(id);
      }
    };
    const writers = Promise.allSettled(Array.from({ length: 4 }, writer));
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(200), 20_000);
    process.kill(first.pid, 'SIGKILL');
    await writers;
    await vi.waitFor(() => expect(exits).toMatchObject([{ signal: 'SIGKILL' }]));

    const second = await start({ port: first.port });
    // The same pool finds the server again; a connection that the kill broke may fail one more query first (57P01).
    const rows = await vi.waitFor(async () => [...(await sql<{ id: number }[]>`select id from ledger`)], 10_000);
    const stored = new Set(rows.map(({ id }) => id));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(postmastersOf(second)).toEqual([second.pid]);
    // Closing the pool waits for ever for connections that the kill broke.
    await sql.end({ timeout: 1 });
  });

  it('stops by itself when its owner is killed', async () => {
    const owner = await startOwner();
    await owner.end('SIGKILL');
    await vi.waitFor(() => expect(serversOf(clusterOf(owner))).toEqual([]), 10_000);
  });

  it('ends a server that was left behind all the same, and goes on with its data', async () => {
    const owner = await startOwner();
    await remember(owner.url);
    process.kill(watchdogOf(owner), 'SIGKILL');
    await owner.end('SIGKILL');
    await sleep(200);
    expect(postmastersOf(owner)).toEqual([owner.pid]);

    const lines: string[] = [];
    const server = await start({ log: (line) => lines.push(line) });
    expect(lines).toContain('stopped the PostgreSQL that an earlier, killed Kanhu left running');
    expect(postmastersOf(server)).toEqual([server.pid]);
    expect(await remembered(server.url)).toEqual({ answer: 42 });
  });

  it('does not mistake another program with the number of the dead server for it', async () => {
    const first = await start();
    await first.close();
    writeFileSync(join(clusterOf(first), 'postmaster.pid'), `${process.pid}\n${clusterOf(first)}\n1\n1\n\n\n\nready\n`);
    const second = await start();
    expect(second.pid).not.toBe(process.pid);
  });

  it('leaves a server alone whose owner lives', async () => {
    const owner = await startOwner();
    await expect(start()).rejects.toThrow(`in use by process ${owner.parentPid}`);
    await remember(owner.url);
    await owner.end('SIGTERM');
    expect(await remembered((await start()).url)).toEqual({ answer: 42 });
  });
});

describe.runIf(process.getuid?.() === 0)('as root', () => {
  it('works under umask 077 below a folder that only root may enter', async () => {
    const { status } = spawnSync('chmod', ['700', join(dataDir.path, '..')]);
    expect(status).toBe(0);
    const first = await startOwner('077');
    expect(first.clusterHome).toMatch(/^\/var\/lib\/kanhu\/data\//);
    await remember(first.url);
    await first.end('SIGTERM');
    const second = await startOwner('077');
    expect(second.clusterHome).toBe(first.clusterHome);
    expect(await remembered(second.url)).toEqual({ answer: 42 });
  });

  it('does not run the server as root', async () => {
    const { pid } = await start();
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
  });
});

const watchdogOf = (owner: EmbeddedPostgresProcess): number => {
  const lockFile = join(clusterOf(owner), 'postmaster.pid');
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    const status = spawnSync('cat', [`/proc/${pid}/cmdline`], { encoding: 'utf8' });
    return status.stdout.startsWith('/bin/sh\0') && status.stdout.includes(lockFile);
  });
  if (found === undefined) throw new Error('the server has no watchdog');
  return Number(found);
};
