import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { GATEWAY_NODE_ARGS } from '#tools/gateway-node-args.ts';
import type { LoadCommand, LoadReport } from './plan.ts';

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const Ready = z.object({
  type: z.literal('ready'),
  ports: z.object({ mqtt: z.number(), metrics: z.number().optional() }),
});

export type MeasuredProcess = {
  mqttPort: number;
  metricsPort: number;
  /** User and system time so far. */
  cpuSeconds(): number;
  residentMiB(): number;
  stop(): Promise<void>;
};

const TICKS_PER_SECOND = 100;

const measure = async (child: ChildProcess): Promise<MeasuredProcess> => {
  const message: unknown = await Promise.race([
    once(child, 'message').then(([first]: unknown[]) => first),
    once(child, 'exit').then(() => Promise.reject(new Error('a measured process does not start'))),
  ]);
  const { ports } = Ready.parse(message);
  const { pid = 0 } = child;
  return {
    mqttPort: ports.mqtt,
    metricsPort: ports.metrics ?? 0,
    cpuSeconds() {
      // After the name, which may hold spaces: utime and stime are the 12th and 13th fields (proc(5)).
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    },
    residentMiB() {
      const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Math.round(Number(kib) / 1024);
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
};

/** The gateway as `npm start` starts it, on ports of its own. */
export const startMeasuredGateway = (databaseUrl: string, nodeArgs: readonly string[] = []): Promise<MeasuredProcess> =>
  measure(
    fork(path('../../device-gateway/main.ts'), [], {
      execArgv: [...GATEWAY_NODE_ARGS, ...nodeArgs],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        KANHU_BIND_ADDRESS: '127.0.0.1',
        KANHU_MQTT_PORT: '0',
        KANHU_MQTT_WS_PORT: '0',
        KANHU_GATEWAY_METRICS_PORT: '0',
        KANHU_LOG_LEVEL: 'warn',
      },
    }),
  );

export const startBareGateway = (databaseUrl: string): Promise<MeasuredProcess> =>
  measure(
    fork(path('./bare-gateway.ts'), [databaseUrl], {
      execArgv: [...GATEWAY_NODE_ARGS],
      env: { PATH: process.env.PATH },
    }),
  );

export type LoadGenerator = {
  /** Tells it to do something and waits for the report of that kind. */
  ask<T extends LoadReport['type']>(command: LoadCommand, report: T): Promise<Extract<LoadReport, { type: T }>>;
  stop(): void;
};

export const startLoadGenerator = (): LoadGenerator => {
  const child = fork(path('./generator.ts'));
  return {
    ask: <T extends LoadReport['type']>(command: LoadCommand, type: T) =>
      new Promise<Extract<LoadReport, { type: T }>>((resolve, reject) => {
        const done = (): void => {
          child.off('message', onMessage);
          child.off('exit', onExit);
        };
        const onExit = (): void => {
          done();
          reject(new Error('the load generator stopped'));
        };
        const onMessage = (message: unknown): void => {
          const report = message as LoadReport;
          done();
          if (report.type === type) resolve(report as Extract<LoadReport, { type: T }>);
          else reject(new Error(report.type === 'failed' ? report.reason : `unexpected report ${report.type}`));
        };
        child.on('message', onMessage);
        child.on('exit', onExit);
        child.send(command);
      }),
    stop() {
      child.send({ type: 'quit' } satisfies LoadCommand);
    },
  };
};
