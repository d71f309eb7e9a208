import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const SCRIPT = 'test/support/embedded-postgres-child.ts';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const Started = z.object({ url: z.string(), pid: z.number(), clusterHome: z.string() });

export type EmbeddedPostgresProcess = z.infer<typeof Started> & {
  parentPid: number;
  end(signal: NodeJS.Signals): Promise<void>;
};

/** An embedded PostgreSQL whose owner is a process of its own, so that a test can kill that. */
export const embeddedPostgresProcess = async (
  dataDir: string,
  { umask = '022', checkout = ROOT }: { umask?: string; checkout?: string } = {},
): Promise<EmbeddedPostgresProcess> => {
  const args = [join(checkout, SCRIPT), dataDir, umask];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line));
  const line = await Promise.race([firstLine, exited.then(() => Promise.reject(new Error('the owner did not start')))]);
  return {
    ...Started.parse(JSON.parse(line)),
    parentPid: child.pid ?? 0,
    end: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
};
