import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { serverEnvironment } from './server-environment.ts';
import { stopServers } from './stop-servers.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

export type PostgresExit = { code: number | null; signal: NodeJS.Signals | null; lastLines: readonly string[] };

type Options = {
  postgres: string;
  clusterDir: string;
  settings: Readonly<Record<string, string>>;
  user: UnprivilegedUser | undefined;
  log: (line: string) => void;
};

const KEPT_LINES = 20;

/** One running PostgreSQL server process. */
export class Postmaster {
  readonly exited: Promise<PostgresExit>;
  readonly pid: number;
  #hasExited = false;
  readonly #clusterDir: string;

  private constructor(child: ChildProcess, pid: number, { clusterDir, user, log }: Options) {
    this.pid = pid;
    this.#clusterDir = clusterDir;
    const lastLines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface(stream).on('line', (line) => {
        log(line);
        lastLines.push(line);
        if (lastLines.length > KEPT_LINES) lastLines.shift();
      });
    }
    const watchdog = startWatchdog(pid, clusterDir, user);
    this.exited = new Promise((resolve) => {
      // Not `close`: servers that outlive a killed postmaster hold its output open.
      child.once('exit', (code, signal) => {
        this.#hasExited = true;
        watchdog.kill('SIGKILL');
        // What it said last may still be in the pipe.
        setImmediate(() => {
          resolve({ code, signal, lastLines });
        });
      });
    });
  }

  static async spawn(options: Options): Promise<Postmaster> {
    const { postgres, clusterDir, settings, user } = options;
    const args = ['-D', clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    // Detached: Ctrl-C in a terminal goes to the whole process group, and the database must be the last to stop.
    const child = spawn(postgres, args, {
      ...user,
      cwd: '/',
      env: serverEnvironment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw new EmbeddedPostgresError(`${postgres} cannot be run`, { cause: error });
    }
    const { pid } = child;
    if (pid === undefined) throw new EmbeddedPostgresError(`${postgres} has no process id`);
    return new Postmaster(child, pid, options);
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. */
  async stop(): Promise<void> {
    // Once it has ended by itself, the cluster may already have a new server that is not ours to stop.
    if (this.#hasExited) return;
    await stopServers(this.#clusterDir);
    await this.exited;
  }
}

/**
 * Stops the server when we end without stopping it, even by SIGKILL: a shell of its own session waits for the end of a
 * pipe that only we hold. It signals the process only while `postmaster.pid` still names it.
 */
const startWatchdog = (pid: number, clusterDir: string, user: UnprivilegedUser | undefined): ChildProcess => {
  const script = 'read -r _; read -r pid < "$1"; [ "$pid" = "$2" ] && kill -INT "$pid"';
  const watchdog = spawn('/bin/sh', ['-c', script, 'sh', join(clusterDir, 'postmaster.pid'), String(pid)], {
    ...user,
    cwd: '/',
    env: serverEnvironment,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without it the next start reaps what was left; it must neither stop this one nor keep us from ending.
  watchdog.on('error', () => undefined);
  watchdog.unref();
  return watchdog;
};
