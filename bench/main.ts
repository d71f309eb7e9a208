import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchResult } from './result.ts';

/** Each benchmark is a module with a `run` of its own, loaded only when it is wanted. */
const BENCHMARKS = {
  detect: () => import('./detect.ts'),
  memory: () => import('./memory.ts'),
  ingest: () => import('./ingest.ts'),
  'reading-to-page': () => import('./reading-to-page.ts'),
  alerts: () => import('./alerts.ts'),
  escalation: () => import('./escalation.ts'),
  call: () => import('./call.ts'),
} as const satisfies Record<string, () => Promise<{ run: () => Promise<BenchResult> }>>;
type BenchmarkName = keyof typeof BENCHMARKS;

const isBenchmark = (name: string): name is BenchmarkName => name in BENCHMARKS;

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !isBenchmark(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(2);
}
const wanted = positionals.length > 0 ? positionals.filter(isBenchmark) : Object.keys(BENCHMARKS).filter(isBenchmark);

const folder = fileURLToPath(new URL('./results', import.meta.url));
await mkdir(folder, { recursive: true });
for (const name of wanted) {
  console.log(`── ${name}`);
  const { run } = await BENCHMARKS[name]();
  const result = await run();
  console.log(result.table);
  console.log(result.passed ? 'ok\n' : 'FAILED\n');
  await writeFile(`${folder}/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
  if (!result.passed) process.exitCode = 1;
}
// Browsers and workers are closed by then; a socket that lingers must not hold the table back.
process.exit();
