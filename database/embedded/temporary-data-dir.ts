import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryDataDir = {
  path: string;
  remove(): void;
};

/** A fresh folder for an embedded PostgreSQL, and its removal together with a cluster that had to live elsewhere. */
export const temporaryDataDir = (name = 'kanhu'): TemporaryDataDir => {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  // mkdtemp lets only its owner in, and the database has a user of its own where root starts it.
  chmodSync(folder, 0o755);
  const path = join(folder, 'postgres');
  return {
    path,
    remove: () => {
      const pointer = join(path, 'cluster-location');
      if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8'), { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
