import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The process that `postmaster.pid` names; it may have ended, or its number may belong to another program by now. */
export const postmasterPid = (clusterDir: string): number | undefined => {
  const pid = Number(lockFileLines(clusterDir)[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
};

/** Whether this server says that it takes connections, where pg_ctl reads it: the eighth line of `postmaster.pid`. */
export const isReady = (clusterDir: string, pid: number): boolean => {
  const lines = lockFileLines(clusterDir);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
};

/** The port of the server that is ready in a cluster now: the fourth line of `postmaster.pid`. */
export const readyPort = (clusterDir: string): number | undefined => {
  const pid = postmasterPid(clusterDir);
  if (pid === undefined || !isReady(clusterDir, pid) || !serversOf(clusterDir).includes(pid)) return undefined;
  return Number(lockFileLines(clusterDir)[3]);
};

const lockFileLines = (clusterDir: string): string[] => {
  try {
    return readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
};

/**
 * The PostgreSQL processes at work in a cluster, the postmaster and those it left behind when it was killed: each of
 * them has the cluster as its working directory. Zombies have none and do not count.
 */
export const serversOf = (clusterDir: string): number[] => {
  const named = postmasterPid(clusterDir);
  if (process.platform !== 'linux') return named !== undefined && isServer(named, clusterDir) ? [named] : [];
  const folder = realpathSync(clusterDir);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => link(`/proc/${pid}/cwd`) === folder && isPostgres(link(`/proc/${pid}/exe`)))
    .map(Number)
    .sort((a, b) => Number(b === named) - Number(a === named));
};

const isServer = (pid: number, clusterDir: string): boolean =>
  spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(clusterDir);

/** After an update the program's file may be gone, which the system marks in its name. */
const isPostgres = (program: string | undefined): boolean =>
  program !== undefined && basename(program.replace(/ \(deleted\)$/, '')) === 'postgres';

const link = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
};
