import { defineConfig } from 'vitest/config';

const real = { globalSetup: ['test/support/global-postgres.ts'], hookTimeout: 120_000 };
// Two cores carry PostgreSQL, media workers and Chromium beside the tests: files that keep them busy run one after another,
// so that a time-out means a defect and not a busy machine. Those that mostly wait run two at a time.
const alone = { ...real, fileParallelism: false };
const inPairs = { ...real, maxWorkers: 2 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'architecture', include: ['test/architecture.test.ts'] } },
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], maxWorkers: 2, testTimeout: 60_000 } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...inPairs, testTimeout: 60_000 } },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...inPairs, testTimeout: 120_000 } },
      { test: { name: 'media', include: ['test/media/**/*.test.ts'], ...alone, testTimeout: 120_000 } },
      { test: { name: 'chaos', include: ['test/chaos/**/*.test.ts'], ...alone, testTimeout: 300_000 } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...alone, testTimeout: 300_000 } },
    ],
  },
});
