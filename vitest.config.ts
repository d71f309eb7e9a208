import { defineConfig } from 'vitest/config';

// Two cores carry PostgreSQL, media workers and Chromium beside the tests: files run one after another wherever a
// project starts such processes, so that a time-out means a defect and not a busy machine.
const real = { globalSetup: ['test/support/global-postgres.ts'], fileParallelism: false, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'architecture', include: ['test/architecture.test.ts'] } },
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], maxWorkers: 2, testTimeout: 60_000 } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...real, testTimeout: 60_000 } },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...real, testTimeout: 120_000 } },
      { test: { name: 'chaos', include: ['test/chaos/**/*.test.ts'], ...real, testTimeout: 300_000 } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...real, testTimeout: 300_000 } },
    ],
  },
});
