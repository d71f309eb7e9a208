import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { eventually } from './eventually.ts';
import { startGatewayProcess, type GatewayProcess } from './gateway-process.ts';
import { KillablePostgres } from './killable-postgres.ts';
import { spawnServer, type ServerProcess } from './server-process.ts';
import { steadyPort } from './steady-port.ts';

/** What is struck, each without any warning. */
export const STRIKES = ['gateway', 'server', 'relay-leader', 'relay-connection', 'postgres'] as const;
export type Strike = (typeof STRIKES)[number];

type Environment = Readonly<Record<string, string>>;

const RELAY_LOCK = 'kanhu:relay';
const COMES_BACK_WITHIN_MS = 60_000;

/** A part that is killed and comes back, and what it said when it ended without having been killed. */
class Part {
  readonly #start: () => Promise<{ exited: Promise<unknown>; output(): string }>;
  readonly #onChange: () => void;
  readonly deaths: string[] = [];
  #isReady = false;
  #isToDie = false;
  #starting: Promise<void> = Promise.resolve();

  constructor(start: () => Promise<{ exited: Promise<unknown>; output(): string }>, onChange: () => void) {
    this.#start = start;
    this.#onChange = onChange;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get ready(): Promise<void> {
    return this.#starting;
  }

  start(): Promise<void> {
    this.#isToDie = false;
    this.#starting = this.#start().then((running) => {
      this.#set(true);
      void running.exited.then((code) => {
        this.#set(false);
        if (!this.#isToDie) this.deaths.push(`ended by itself with ${String(code)}: ${running.output().slice(-2_000)}`);
      });
    });
    return this.#starting;
  }

  /** Runs `kill` on the part once it is there, and starts it again after a while; resolves when it is dead. */
  async strike(kill: () => Promise<unknown>, downMs: number): Promise<void> {
    await this.#starting;
    this.#isToDie = true;
    await kill();
    this.#set(false);
    this.#starting = sleep(downMs).then(() => this.start());
  }

  async end(stop: () => Promise<unknown>): Promise<void> {
    await this.#starting;
    this.#isToDie = true;
    await stop();
  }

  #set(isReady: boolean): void {
    this.#isReady = isReady;
    this.#onChange();
  }
}

/**
 * One clinic of which everything can be killed: PostgreSQL, a gateway and two servers, each a process of its own that
 * comes back on the port that it had.
 */
export class CrashingClinic {
  readonly postgres: KillablePostgres;
  readonly serverUrls: readonly string[];
  readonly mqttPort: number;
  /** For whoever watches: it connects again by itself. */
  readonly sql: Sql;
  readonly #servers: (ServerProcess | undefined)[] = [];
  #gateway: GatewayProcess | undefined;
  readonly #database: Part;
  readonly #gatewayPart: Part;
  readonly #serverParts: readonly Part[];
  /** When it became able to call somebody (PostgreSQL and a server are there), and when it ceased to. */
  readonly #changes: { atMs: number; isAble: boolean }[] = [];

  readonly #strikes: { atMs: number; what: string }[] = [];

  private constructor(
    database: KillablePostgres,
    { mqttPort, serverPorts, env }: { mqttPort: number; serverPorts: readonly number[]; env: Environment },
  ) {
    this.postgres = database;
    this.mqttPort = mqttPort;
    this.serverUrls = serverPorts.map((port) => `http://127.0.0.1:${port}`);
    this.sql = postgres(database.url, { max: 2, backoff: () => 0.1, connect_timeout: 5, onnotice: () => undefined });
    const note = (): void => this.#note();
    const never = new Promise(() => undefined);
    let isFirst = true;
    this.#database = new Part(async () => {
      if (!isFirst) await database.start();
      isFirst = false;
      return { exited: never, output: () => '' };
    }, note);
    this.#gatewayPart = new Part(async () => {
      this.#gateway = await startGatewayProcess({
        DATABASE_URL: database.url,
        KANHU_MQTT_PORT: String(mqttPort),
        KANHU_GATEWAY_ID: 'gw-chaos',
      });
      return this.#gateway;
    }, note);
    this.#serverParts = serverPorts.map((port, index) => {
      return new Part(async () => {
        const server = spawnServer({ DATABASE_URL: database.url, KANHU_PORT: String(port), ...env });
        this.#servers[index] = server;
        await server.ready;
        return server;
      }, note);
    });
  }

  static async start({ servers, env }: { servers: number; env: Environment }): Promise<CrashingClinic> {
    const database = await KillablePostgres.create();
    const mqttPort = await steadyPort();
    const serverPorts: number[] = [];
    while (serverPorts.length < servers) serverPorts.push(await steadyPort());
    const clinic = new CrashingClinic(database, { mqttPort, serverPorts, env });
    await Promise.all(clinic.#parts.map((part) => part.start()));
    return clinic;
  }

  /** Parts that ended without having been killed, and their last words. */
  get deaths(): string[] {
    return this.#parts.flatMap(({ deaths }) => deaths);
  }

  /** What was done to it and when, and the last words of the processes that run now. */
  get story(): string {
    const changes = this.#changes.map(({ atMs, isAble }) => ({ atMs, what: isAble ? 'able' : 'not able' }));
    return [
      ...[...changes, ...this.#strikes]
        .toSorted((a, b) => a.atMs - b.atMs)
        .map(({ atMs, what }) => `${new Date(atMs).toISOString()} ${what}`),
      ...[...this.#servers, this.#gateway].map((one) => `---\n${one?.output().slice(-3_000) ?? ''}`),
    ].join('\n');
  }

  /** Resolves when everything is up. */
  async whole(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.ready));
  }

  /** For how much of a time the clinic was able to call somebody. */
  ableMs(fromMs: number, toMs: number): number {
    let able = 0;
    for (const [index, { atMs, isAble }] of this.#changes.entries()) {
      const endsMs = this.#changes[index + 1]?.atMs ?? Infinity;
      if (isAble) able += Math.max(0, Math.min(endsMs, toMs) - Math.max(atMs, fromMs));
    }
    return able;
  }

  /** Strikes when what is meant is there; what was killed comes back `downMs` later. */
  async strike(kind: Strike, { downMs, pick }: { downMs: number; pick: number }): Promise<void> {
    this.#strikes.push({ atMs: Date.now(), what: `strikes: ${kind}` });
    switch (kind) {
      case 'gateway':
        return this.#gatewayPart.strike(() => this.#gateway?.end('SIGKILL') ?? Promise.resolve(), downMs);
      case 'server':
        return this.#strikeServer(Math.floor(pick * this.#servers.length), downMs);
      case 'relay-leader':
        return this.#strikeServer(await this.#leader(), downMs);
      case 'relay-connection':
        await eventually('the leader’s connection is cut', () => this.#cutLeader(), COMES_BACK_WITHIN_MS);
        return;
      case 'postgres':
        return this.#database.strike(() => this.postgres.kill(), downMs);
    }
  }

  async close(): Promise<void> {
    await this.#gatewayPart.end(async () => this.#gateway?.end('SIGTERM'));
    for (const [index, part] of this.#serverParts.entries()) {
      await part.end(async () => {
        this.#servers[index]?.kill('SIGTERM');
        await this.#servers[index]?.exited;
      });
    }
    await this.sql.end({ timeout: 5 });
    await this.#database.end(() => this.postgres.close());
  }

  get #parts(): Part[] {
    return [this.#database, this.#gatewayPart, ...this.#serverParts];
  }

  #strikeServer(index: number, downMs: number): Promise<void> {
    const kill = async (): Promise<void> => {
      this.#servers[index]?.kill('SIGKILL');
      await this.#servers[index]?.exited;
    };
    const part = this.#serverParts[index];
    if (part === undefined) throw new Error('there is no such server');
    return part.strike(kill, downMs);
  }

  /** Which server says that it leads; its word is renewed each second. */
  #leader(): Promise<number> {
    const look = async (): Promise<number | null> => {
      const [row] = await this.sql<{ holder: string }[]>`
        select facts ->> 'holder' as holder from heartbeats
        where id = 'relay:leader' and beat_at > now() - interval '2 seconds'`;
      const index = this.#servers.findIndex((server) => row?.holder === `${hostname()}:${server?.pid}`);
      return index >= 0 && this.#serverParts[index]?.isReady === true ? index : null;
    };
    return eventually('a server leads the relay', () => look().catch(() => null), COMES_BACK_WITHIN_MS);
  }

  async #cutLeader(): Promise<boolean> {
    const cut = await this.sql`
      select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
        and objid::bigint = (hashtext(${RELAY_LOCK})::bigint & 4294967295)`.catch(() => []);
    return cut.length === 1;
  }

  #note(): void {
    const isAble = this.#database.isReady && this.#serverParts.some(({ isReady }) => isReady);
    if (this.#changes.at(-1)?.isAble !== isAble) this.#changes.push({ atMs: Date.now(), isAble });
  }
}
