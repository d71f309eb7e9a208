import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../sfu/main.ts', import.meta.url));

/** Without anything of Kanhu's but what is given: a test's own settings must not reach the process by accident. */
const plainEnvironment = (environment: Record<string, string>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KANHU_'))),
  ...environment,
});

/** A script of ours as a process of its own; it has started when it says so on its channel. */
export class MediaProcess {
  readonly child: ChildProcess;
  #output = '';
  readonly #ended: Promise<number | null>;

  constructor(environment: Record<string, string>, script = MAIN, args: readonly string[] = []) {
    this.child = spawn(process.execPath, [script, ...args], {
      env: plainEnvironment(environment),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const outputs = [this.child.stdout, this.child.stderr].flatMap((stream) => stream ?? []);
    for (const stream of outputs) stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    // Its `close` event would wait for a channel that we may have closed ourselves.
    const closed = outputs.map((stream) => once(stream, 'close'));
    this.#ended = once(this.child, 'exit').then(async ([code]) => {
      await Promise.all(closed);
      return code as number | null;
    });
  }

  /** All that it printed so far. */
  get output(): string {
    return this.#output;
  }

  async ready(): Promise<void> {
    const isReady = await Promise.race([once(this.child, 'message').then(() => true), this.#ended.then(() => false)]);
    if (!isReady) throw new Error(`it ended before it was ready:\n${this.#output}`);
  }

  /** Its exit code; null when a signal ended it. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.#ended;
  }
}
