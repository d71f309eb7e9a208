import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClientsCommand, ClientsReport } from './clients-plan.ts';

export type Clients = {
  ask<T extends ClientsReport['type']>(command: ClientsCommand, type: T): Promise<Extract<ClientsReport, { type: T }>>;
  stop(): Promise<void>;
};

export const startClients = (): Clients => {
  const child = fork(fileURLToPath(new URL('./clients.ts', import.meta.url)));
  const exited = once(child, 'exit');
  return {
    ask: async <T extends ClientsReport['type']>(command: ClientsCommand, type: T) => {
      child.send(command);
      const [report] = (await Promise.race([
        once(child, 'message'),
        exited.then(() => Promise.reject(new Error('the clients’ process ended'))),
      ])) as [ClientsReport];
      if (report.type !== type) throw new Error(report.type === 'failed' ? report.reason : `unexpected ${report.type}`);
      return report as Extract<ClientsReport, { type: T }>;
    },
    stop: async () => {
      child.send({ type: 'quit' } satisfies ClientsCommand);
      await exited;
    },
  };
};
