import { startEmbeddedPostgres, type EmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';
import { temporaryDataDir, type TemporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { migrateDatabase } from '#database/migrate.ts';
import { steadyPort } from './steady-port.ts';

/** A PostgreSQL of a test's own that stops as a machine does that loses its power, and comes back on what it had written. */
export class KillablePostgres {
  readonly url: string;
  readonly #port: number;
  readonly #folder: TemporaryDataDir;
  #server: EmbeddedPostgres;
  #exited: Promise<unknown>;

  private constructor(port: number, folder: TemporaryDataDir, { server, exited }: Running) {
    this.#port = port;
    this.#folder = folder;
    this.#server = server;
    this.#exited = exited;
    this.url = server.url;
  }

  static async create(): Promise<KillablePostgres> {
    const folder = temporaryDataDir();
    const port = await steadyPort();
    const running = await run(folder.path, port);
    await migrateDatabase(running.server.url);
    return new KillablePostgres(port, folder, running);
  }

  /** As `pg_ctl stop -m immediate`: nothing is written any more, and the next start recovers from the log. */
  async kill(): Promise<void> {
    process.kill(this.#server.pid, 'SIGQUIT');
    await this.#exited;
  }

  /** Resolves when it takes connections again. */
  async start(): Promise<void> {
    const { server, exited } = await run(this.#folder.path, this.#port);
    this.#server = server;
    this.#exited = exited;
  }

  async close(): Promise<void> {
    await this.#server.close();
    this.#folder.remove();
  }
}

type Running = { server: EmbeddedPostgres; exited: Promise<unknown> };

const run = async (dataDir: string, port: number): Promise<Running> => {
  const { promise: exited, resolve } = Promise.withResolvers<unknown>();
  const server = await startEmbeddedPostgres({
    dataDir,
    port,
    settings: { max_connections: '200' },
    onExit: resolve,
  });
  return { server, exited };
};
