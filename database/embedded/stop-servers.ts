import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { postmasterPid, serversOf } from './servers-of.ts';

/** A clean stop writes a checkpoint, which a slow disk may need long for; cutting it short only means recovery later. */
const PATIENCE_MS = { clean: 60_000, withoutPostmaster: 5_000, forced: 10_000 };

/**
 * Stops whatever runs on a cluster and returns when nothing does. In the order of PostgreSQL's own shutdown modes:
 * SIGINT (fast: open transactions are rolled back), SIGQUIT (immediate), SIGKILL.
 */
export const stopServers = async (clusterDir: string): Promise<void> => {
  const postmaster = postmasterPid(clusterDir);
  const hasPostmaster = postmaster !== undefined && serversOf(clusterDir).includes(postmaster);
  // Servers without a postmaster end by themselves as soon as they notice.
  if (hasPostmaster) signal([postmaster], 'SIGINT');
  if (await areGone(clusterDir, hasPostmaster ? PATIENCE_MS.clean : PATIENCE_MS.withoutPostmaster)) return;
  for (const force of ['SIGQUIT', 'SIGKILL'] as const) {
    signal(serversOf(clusterDir), force);
    if (await areGone(clusterDir, PATIENCE_MS.forced)) return;
  }
  const left = serversOf(clusterDir).join(' ');
  throw new EmbeddedPostgresError(
    `PostgreSQL on ${clusterDir} does not stop (processes ${left}). End it: kill -9 ${left}`,
  );
};

/**
 * Ends a PostgreSQL whose Kanhu was killed, and removes its lock file, which PostgreSQL believes as long as *some*
 * process has that number, a zombie included. Returns whether there was one.
 */
export const reapServers = async (clusterDir: string): Promise<boolean> => {
  const wasRunning = serversOf(clusterDir).length > 0;
  if (wasRunning) await stopServers(clusterDir);
  rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
  return wasRunning;
};

const areGone = async (clusterDir: string, patienceMs: number): Promise<boolean> => {
  const deadline = Date.now() + patienceMs;
  while (serversOf(clusterDir).length > 0) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
};

const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended in the meantime.
    }
  }
};
