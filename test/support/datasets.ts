import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

const root = process.env.KANHU_DATASETS;

/** A file of the data sets. */
export const datasetFile = (path: string): string => join(root ?? '', path);

/**
 * Tests on real readings. Without `KANHU_DATASETS` they say that they skip; with it, a missing file is a failure.
 */
export const describeWithDatasets = (name: string, files: readonly string[], body: () => void): void => {
  if (root === undefined) {
    describe.skip(`${name} (skipped: KANHU_DATASETS is not set)`, body);
    return;
  }
  const missing = files.filter((file) => !existsSync(datasetFile(file)));
  if (missing.length > 0) throw new Error(`KANHU_DATASETS lacks ${missing.join(', ')}`);
  describe(name, body);
};
