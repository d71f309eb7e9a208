import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { UnprivilegedUser } from './unprivileged-user.ts';

/** Root's own place for what the database's user must reach when the checkout lies below a private folder. */
export const SHARED_FOLDER = '/var/lib/kanhu';

/**
 * Whether the database's user may read these files and enter these folders. Asked of the system, as that user: modes alone do not know of
 * access lists, namespaces or a folder on the way that only root may enter.
 */
export const canReach = (user: UnprivilegedUser | undefined, paths: readonly string[]): boolean => {
  if (!user) return true;
  const script = 'for path; do if [ -d "$path" ]; then [ -x "$path" ]; else [ -r "$path" ]; fi || exit 1; done';
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...paths], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
};

/** Makes a folder that others may enter whatever the umask is; folders that were there keep their modes. */
export const makeEnterableFolder = (folder: string): void => {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) chmodSync(made, 0o755);
};
