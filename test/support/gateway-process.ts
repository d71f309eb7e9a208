import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('../../device-gateway/main.ts', import.meta.url));
const Ready = z.object({
  type: z.literal('ready'),
  ports: z.object({ mqtt: z.number().optional(), webSocket: z.number().optional(), metrics: z.number() }),
});

export type GatewayProcess = {
  pid: number;
  ports: z.infer<typeof Ready>['ports'];
  /** Its exit code, or null where a signal ended it. */
  exited: Promise<number | null>;
  output(): string;
  /** Ends it and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Drops the channel that a supervisor holds, as when the supervisor dies. */
  abandon(): Promise<number | null>;
};

export type GatewayOutcome = { exitCode: number | null; errors: string };

const spawnGateway = (env: Readonly<Record<string, string>>, args: readonly string[] = []) => {
  const child = fork(MAIN, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      KANHU_BIND_ADDRESS: '127.0.0.1',
      KANHU_MQTT_PORT: '0',
      KANHU_MQTT_WS_PORT: '0',
      KANHU_GATEWAY_METRICS_PORT: '0',
      KANHU_LOG_LEVEL: 'warn',
      ...env,
    },
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  return { child, exited, output: () => output };
};

/** A gateway as `npm start` runs it: a process of its own. Resolves when it takes readings in. */
export const startGatewayProcess = async (env: Readonly<Record<string, string>>): Promise<GatewayProcess> => {
  const { child, exited, output } = spawnGateway(env);
  const message: unknown = await Promise.race([
    once(child, 'message').then(([first]: unknown[]) => first),
    exited.then((code) => Promise.reject(new Error(`the gateway ended with ${code ?? 'a signal'}: ${output()}`))),
  ]);
  return {
    pid: child.pid ?? 0,
    ports: Ready.parse(message).ports,
    exited,
    output,
    end: async (signal) => {
      child.kill(signal);
      return exited;
    },
    abandon: async () => {
      child.disconnect();
      return exited;
    },
  };
};

/** Runs a gateway that is expected to end by itself, and says how it did. */
export const runGatewayProcess = async (
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<GatewayOutcome> => {
  const { exited, output } = spawnGateway(env, args);
  const exitCode = await exited;
  return { exitCode, errors: output() };
};
