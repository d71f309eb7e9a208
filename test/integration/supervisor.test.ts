import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processBirth } from '#database/embedded/process-birth.ts';
import { temporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { assertPortFree } from '#tools/ports.ts';
import { embeddedPostgresService } from '#tools/supervisor/embedded-postgres-service.ts';
import { processService, type ProcessOptions } from '#tools/supervisor/process-service.ts';
import { createSupervisor, type Supervisor } from '#tools/supervisor/supervisor.ts';

const script = fileURLToPath(new URL('../support/supervised.ts', import.meta.url));

let lines: string[];
let supervisor: Supervisor;
beforeEach(() => {
  lines = [];
  supervisor = createSupervisor((name, line) => lines.push(`${name}: ${line}`));
});
afterEach(() => supervisor.stop());

const service = (name: string, behaviour: string, options: Partial<ProcessOptions> = {}) =>
  processService({ name, args: [script, behaviour], ...options });
/** The process ids that a service had, as it told them itself. */
const pidsIn = (output: readonly string[], name: string) =>
  output.flatMap((line) => new RegExp(`^${name}: \\w+ (\\d+)$`).exec(line)?.[1] ?? []).map(Number);
const isAlive = (pid: number | undefined) => pid !== undefined && processBirth(pid) !== undefined;

describe('a supervisor', () => {
  it('starts again what died, and says so', async () => {
    await supervisor.start(service('gateway', 'steady'));
    const [first = 0] = pidsIn(lines, 'gateway');
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(lines).toContain('gateway: is back'), 10_000);
    expect(lines).toContain('gateway: ended unexpectedly: killed by SIGKILL');
    expect(lines).toContain('gateway: starting it again in 0.25 s');
    expect(pidsIn(lines, 'gateway')).toHaveLength(2);
  });

  it('waits longer after each death of a service that does not stay up', async () => {
    const steady = service('gateway', 'steady');
    let starts = 0;
    await supervisor.start({
      name: 'gateway',
      start: (context) => ((starts += 1) === 1 ? steady : service('gateway', 'fails')).start(context),
    });
    process.kill(pidsIn(lines, 'gateway')[0] ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(lines).toContain('gateway: starting it again in 1 s'), 10_000);
    expect(lines).toContain('gateway: starting it again in 0.5 s');
    expect(lines.join('\n')).toContain('did not start: exit code 3');
  });

  it('rejects a first start that fails, with what the process said', async () => {
    await expect(supervisor.start(service('gateway', 'fails'))).rejects.toThrow(/exit code 3[^]*the wall is missing/);
  });

  it('stops in the reverse order, and kills what does not stop in time', async () => {
    const order: string[] = [];
    for (const name of ['one', 'two']) {
      const started = service(name, name === 'two' ? 'stubborn' : 'steady', { stopTimeoutMs: 500 });
      await supervisor.start({
        name,
        start: async (context) => {
          const running = await started.start(context);
          void running.ended.then(() => order.push(name));
          return running;
        },
      });
    }
    const pids = [...pidsIn(lines, 'one'), ...pidsIn(lines, 'two')];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await supervisor.stop();
    expect(order).toEqual(['two', 'one']);
    expect(lines).toContain('two: does not stop within 0.5 s: killed');
    expect(lines.join('\n')).not.toContain('ended unexpectedly');
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  it('brings the embedded PostgreSQL back on its data and its port', async () => {
    const dataDir = temporaryDataDir();
    const database = embeddedPostgresService(dataDir.path);
    await supervisor.start(database);
    const url = database.url();
    const ask = async <T>(run: (sql: postgres.Sql) => Promise<T>) => {
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      try {
        return await run(sql);
      } finally {
        await sql.end({ timeout: 1 });
      }
    };
    const pid = await ask(async (sql) => {
      await sql`create table kept as select 1 as one`;
      const [row] = await sql<{ file: string }[]>`select pg_read_file('postmaster.pid') as file`;
      return Number(row?.file.split('\n')[0]);
    });
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(lines).toContain('postgres: is back'), 20_000);
    expect(database.url()).toBe(url);
    expect(await ask(async (sql) => [...(await sql`select one from kept`)])).toEqual([{ one: 1 }]);
    await supervisor.stop();
    dataDir.remove();
  });
});

describe('a supervisor that is a process of its own', () => {
  let parent: ChildProcess;
  let output: string[];
  beforeEach(async () => {
    output = [];
    const started = spawn(process.execPath, [fileURLToPath(new URL('../support/supervising.ts', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface(started.stdout).on('line', (line) => output.push(line));
    parent = started;
    await vi.waitFor(() => expect(output).toContain('all are up'), 20_000);
  });
  const children = () => [...pidsIn(output, 'one'), ...pidsIn(output, 'two')];

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 and leaves nothing on %s', async (signal) => {
    // npm and the terminal both deliver one Ctrl-C.
    parent.kill(signal);
    parent.kill(signal);
    expect(await once(parent, 'exit')).toEqual([0, null]);
    expect(children().map(isAlive)).toEqual([false, false]);
  });

  it('leaves no orphan when it is killed', async () => {
    expect(children().map(isAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(children().map(isAlive)).toEqual([false, false]), 10_000);
  });
});

describe('a taken port', () => {
  it('is named together with the variable that chooses another one', async () => {
    const other = createServer().listen({ port: 15_431, host: '127.0.0.1' });
    await once(other, 'listening');
    await expect(assertPortFree(15_431, 'the web pages', 'KANHU_PORT')).rejects.toThrow(
      /Port 15431\/tcp for the web pages is taken.*KANHU_PORT=15441 npm start/,
    );
    other.close();
    await once(other, 'close');
    await assertPortFree(15_431, 'the web pages', 'KANHU_PORT');
    await assertPortFree(15_431, 'video', 'KANHU_MEDIA_RTC_PORT', 'udp');
  });
});
